// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

/**
 * A way to reach sites. Implemented by providers. The core calls {@link #open} once per declared site, from its worker
 * threads and perhaps for several sites at once, and {@link #close} last of all.
 */
public interface Provider extends AutoCloseable {

    /**
     * Opens a site. Validates {@link SiteSpec#settings()} and does no remote input or output, so it succeeds while the
     * site is away.
     *
     * {@snippet class="com.example.belt.BeltProvider" region="open"}
     *
     * @param spec the site as declared
     * @return a site that has not been started
     * @throws ProviderException of kind {@link ProviderException.Kind#INVALID_CONFIG}, naming the setting and the remedy
     */
    Site open(SiteSpec spec) throws ProviderException;

    /**
     * Hands the provider a place to announce sites that it finds by itself. Called at most once, before any {@link
     * #open}; whoever finds nothing ignores it.
     *
     * @param found where to announce; the core decides whether to admit a site
     */
    default void discover(SiteDiscovery found) {}

    /** Releases connections and threads and leaves pods running. Idempotent. */
    @Override
    void close();
}
