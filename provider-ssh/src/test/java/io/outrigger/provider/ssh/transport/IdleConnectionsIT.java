// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.OpenSshServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.channel.ChannelExec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections beside the main one: they come when there is much to carry, and go when nobody uses them. */
@NeedsOpenSsh
@Timeout(60)
final class IdleConnectionsIT {

    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The main connection leaves places to commands. */
    private static final int MOST_STREAMS = 3;

    private final Account account = Account.present();
    private final List<ChannelExec> streams = new ArrayList<>();
    private OpenSshServer server;
    private SshTransport transport;
    private HostConnections connections;

    @BeforeEach
    void connect() {
        server = OpenSshServer.start(account);
        transport = new SshTransport(Thread::new, Clock.systemUTC(), IDLE);
        connections = new HostConnections(transport, access(), new ReconnectPace(Clock.systemUTC(), () -> 0));
    }

    @AfterEach
    void end() {
        connections.close();
        transport.close();
        server.close();
        account.close();
    }

    @Test
    void aFurtherConnectionIsKeptWhileItIsUsedAndClosedWhenNobodyUsesIt() throws Exception {
        for (int number = 0; number < MOST_STREAMS; number++) {
            stream();
        }
        ChannelExec further = stream();
        assertThat(streams.subList(0, MOST_STREAMS)).allMatch(each -> each.getSession() == main().getSession());
        assertThat(further.getSession()).isNotSameAs(main().getSession());
        // Long enough for a connection that nobody uses.
        Thread.sleep(IDLE.multipliedBy(3).toMillis());
        assertThat(further.isOpen()).isTrue();

        further.close(true);
        await().atMost(PATIENCE).until(() -> further.getSession().isClosed());
        assertThat(main().isOpen()).isTrue();

        ChannelExec later = stream();
        assertThat(later.getSession()).isNotIn(main().getSession(), further.getSession());
    }

    private SshAccess access() {
        Map<String, Object> settings = server.settings();
        return new SshAccess(
                text(settings, "host"),
                Integer.parseInt(text(settings, "port")),
                text(settings, "user"),
                Path.of(text(settings, "keyFile")),
                null,
                HostKeys.of(List.of(text(settings, "hostKey")), List.of()),
                List.of(),
                new SshAccess.Timeouts(PATIENCE, PATIENCE));
    }

    private static String text(Map<String, Object> settings, String key) {
        return String.valueOf(settings.get(key));
    }

    private ChannelExec main() {
        return streams.get(0);
    }

    private ChannelExec stream() throws Exception {
        ChannelExec stream =
                connections.stream(session -> ChannelOpening.open(session.createExecChannel("cat"), PATIENCE));
        streams.add(stream);
        return stream;
    }
}
