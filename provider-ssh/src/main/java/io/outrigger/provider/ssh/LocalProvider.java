// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.host.HostSite;
import io.outrigger.provider.ssh.link.LocalLink;
import io.outrigger.provider.ssh.process.RestartPace;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;

/** Opens sites on this machine. */
final class LocalProvider implements Provider {

    private final ProviderContext context;
    private final RestartPace pace;

    LocalProvider(ProviderContext context, RestartPace pace) {
        this.context = context;
        this.pace = pace;
    }

    @Override
    public Site open(SiteSpec spec) throws ProviderException {
        LocalSettings settings = LocalSettings.of(spec);
        return new HostSite(
                settings.options(spec.name()),
                new LocalLink(context.threads()),
                settings.runtime().runtime(pace, context, spec.name()),
                context);
    }

    @Override
    public void close() {
        // Sites are closed by whoever opened them, and nothing is shared between them.
    }
}
