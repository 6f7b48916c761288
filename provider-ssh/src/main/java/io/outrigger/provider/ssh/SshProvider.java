// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.host.HostSite;
import io.outrigger.provider.ssh.process.RestartPace;
import io.outrigger.provider.ssh.transport.SshTransport;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;

/** Opens sites on other machines; all of them share one SSH client. */
final class SshProvider implements Provider {

    private final ProviderContext context;
    private final RestartPace pace;
    private final SshTransport transport;

    SshProvider(ProviderContext context, RestartPace pace) {
        this.context = context;
        this.pace = pace;
        this.transport = new SshTransport(context.threads(), context.clock());
    }

    @Override
    public Site open(SiteSpec spec) throws ProviderException {
        SshSettings settings = SshSettings.of(spec);
        return new HostSite(
                settings.options(spec.name()),
                transport.link(settings.access()),
                settings.runtime().runtime(pace, context, spec.name()),
                context);
    }

    @Override
    public void close() {
        transport.close();
    }
}
