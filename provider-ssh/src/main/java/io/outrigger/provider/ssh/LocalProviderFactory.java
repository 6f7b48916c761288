// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.process.RestartPace;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderFactory;

/**
 * Makes the provider {@code local}, which runs pods as processes of this machine. Found by {@link
 * java.util.ServiceLoader}.
 */
public final class LocalProviderFactory implements ProviderFactory {

    /** For the service loader. */
    public LocalProviderFactory() {}

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new LocalProvider(context, RestartPace.KUBELET);
    }
}
