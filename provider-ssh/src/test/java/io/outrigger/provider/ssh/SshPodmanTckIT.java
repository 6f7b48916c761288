// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.OpenSshServer;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;

/**
 * The provider {@code ssh} keeps the contract with containers of podman, by OpenSSH's own server with its default limits.
 * The account is the one the tests run under, because podman is.
 */
@NeedsOpenSsh
@NeedsPodman
@Tag("engine")
class SshPodmanTckIT extends ProviderTck {

    @Override
    protected ProviderHarness harness() {
        Account account = Account.present();
        // A login shell at the second level reads no files of root's own, which cost more than all the rest.
        return new SshHarness(account, OpenSshServer.start(account, "SetEnv SHLVL=2"));
    }

    /** A site on this machine that is reached by SSH. */
    private static final class SshHarness extends PodmanHarness {

        private final Account account;
        private final OpenSshServer server;

        SshHarness(Account account, OpenSshServer server) {
            super(account.home().resolve("state"));
            this.account = account;
            this.server = server;
        }

        @Override
        public ProviderFactory factory() {
            return new SshProviderFactory();
        }

        @Override
        public SiteSpec site() {
            Map<String, Object> settings = new HashMap<>(server.settings());
            settings.putAll(settings());
            return SiteSpec.of("edge", "ssh", settings);
        }

        @Override
        public Set<Capability> lacks() {
            return Set.of();
        }

        @Override
        public void breakLink() {
            server.stop();
        }

        @Override
        public void healLink() {
            server.start();
        }

        @Override
        public void close() throws IOException {
            super.close();
            server.close();
            account.close();
        }
    }
}
