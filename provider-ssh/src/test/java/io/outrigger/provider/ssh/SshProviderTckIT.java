// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.OpenSshServer;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import io.outrigger.tck.Capability;
import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The provider {@code ssh} keeps the contract, by OpenSSH's own server with its default limits. */
@NeedsOpenSsh
class SshProviderTckIT extends ProviderTck {

    @Override
    protected ProviderHarness harness() {
        Account account = Account.unprivileged();
        return new SshHarness(account, OpenSshServer.start(account));
    }

    /** A site on this machine that is reached by SSH; its pods are processes of another account where that can be. */
    private static final class SshHarness extends ProcessHarness {

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
            settings.put("directory", directory().toString());
            settings.put("runtime", "process");
            settings.put("volumes", "environment");
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
        public void close() throws Exception {
            super.close();
            server.close();
            account.close();
        }
    }
}
