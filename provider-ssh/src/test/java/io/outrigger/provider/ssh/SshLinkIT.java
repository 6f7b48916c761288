// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.OpenSshServer;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.transport.SshTransport;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A host behind OpenSSH. The account is that of the tests, so that they can lay out files for it. */
@NeedsOpenSsh
class SshLinkIT extends LinkContract {

    private final Account account = Account.present();
    private final List<SshTransport> transports = new ArrayList<>();
    private OpenSshServer server;
    private Link link;

    @BeforeEach
    void connect() throws Exception {
        server = OpenSshServer.start(account);
        link = other();
    }

    @AfterEach
    void end() {
        transports.forEach(SshTransport::close);
        server.close();
        account.close();
    }

    @Override
    Link link() {
        return link;
    }

    @Override
    Link other() throws Exception {
        SshTransport transport = new SshTransport(SiteHarness.threads(), Clock.systemUTC());
        transports.add(transport);
        return transport.link(
                SshSettings.of(SiteSpec.of("edge", "ssh", server.settings())).access());
    }

    @Override
    Path directory() {
        return account.home();
    }
}
