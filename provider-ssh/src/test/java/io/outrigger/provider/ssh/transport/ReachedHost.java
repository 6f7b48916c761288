// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.OpenSshServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.channel.ChannelExec;

/** A host behind OpenSSH, the connections to it, and streams that tests open there; everything ends with it. */
final class ReachedHost implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The main connection leaves places to commands. */
    static final int MOST_STREAMS = SessionPlaces.MOST - HostConnections.FREE_FOR_COMMANDS;

    final OpenSshServer server;
    final HostConnections connections;
    final List<ChannelExec> streams = new ArrayList<>();
    private final Account account = Account.present();
    private final SshTransport transport;

    /**
     * @param idle how long a further connection is kept that nobody uses
     * @param pause how long the pause after a failure is, of what it may be, from 0 to 1
     */
    ReachedHost(Duration idle, double pause, String... configuration) {
        server = OpenSshServer.start(account, configuration);
        transport = new SshTransport(Thread::new, Clock.systemUTC(), idle);
        connections = new HostConnections(transport, access(), new ReconnectPace(Clock.systemUTC(), () -> pause));
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

    ChannelExec stream() throws Exception {
        ChannelExec stream =
                connections.stream(session -> ChannelOpening.open(session.createExecChannel("cat"), PATIENCE));
        streams.add(stream);
        return stream;
    }

    /** Opens as many streams as the main connection takes. */
    void fillMain() throws Exception {
        for (int number = 0; number < MOST_STREAMS; number++) {
            stream();
        }
    }

    @Override
    public void close() {
        connections.close();
        transport.close();
        server.close();
        account.close();
    }
}
