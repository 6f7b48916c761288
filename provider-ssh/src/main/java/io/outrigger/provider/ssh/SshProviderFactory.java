// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.process.RestartPace;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderFactory;

/**
 * Makes the provider {@code ssh}, which runs pods on Linux hosts that are reached by nothing but an SSH account. Found by
 * {@link java.util.ServiceLoader}.
 */
public final class SshProviderFactory implements ProviderFactory {

    /** For the service loader. */
    public SshProviderFactory() {}

    @Override
    public String name() {
        return "ssh";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new SshProvider(context, RestartPace.KUBELET);
    }
}
