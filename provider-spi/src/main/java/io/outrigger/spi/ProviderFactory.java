// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

/**
 * Makes a {@link Provider}. Implemented by providers, with a public constructor without parameters, and named in {@code
 * META-INF/services/io.outrigger.spi.ProviderFactory}; the core finds it by {@link java.util.ServiceLoader} and calls
 * it once per process, on the starting thread.
 *
 * {@snippet class="com.example.belt.BeltFactory" region="factory"}
 */
public interface ProviderFactory {

    /** {@return the name users write in a site's {@code provider} field: a DNS-1123 label, never null, always the same} */
    String name();

    /**
     * Makes the provider without any input or output.
     *
     * @param context what the core lends to the provider for its whole life
     * @return a new provider
     * @throws ProviderException of kind {@link ProviderException.Kind#INVALID_CONFIG} when it cannot work in this program
     */
    Provider create(ProviderContext context) throws ProviderException;
}
