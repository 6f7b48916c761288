// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.provider.ssh.link.UnreachableException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.channel.ChannelExec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of connections, and of the places on them, when something goes wrong. */
@NeedsOpenSsh
@Timeout(60)
final class HostConnectionsIT {

    private static final Duration LONG = Duration.ofMinutes(5);

    @Test
    void weatherTheSftpServerIsOfNoUseAndKeepsNoPlace() throws Exception {
        try (var host = new ReachedHost(LONG, 0, "Subsystem sftp internal-sftp -P posix-rename")) {
            var files = new RemoteFiles(host.connections, new RemoteCommands(host.connections));
            for (int attempt = 0; attempt < SessionPlaces.MOST; attempt++) {
                assertThatThrownBy(() -> files.exists("/"))
                        .hasMessageContaining("cannot replace a file in one step (posix-rename@openssh.com)");
            }
            SessionPlaces places = host.connections.main().places();
            await().alias("all places are free").until(() -> places.take(SessionPlaces.MOST - 1));
        }
    }

    @Test
    void weatherTheHostTakesTheKeyNoMoreAndIsNotAskedForFurtherConnectionsAtOnce() throws Exception {
        try (var host = new ReachedHost(LONG, 1)) {
            host.fillMain();
            Files.writeString(host.server.file("authorized_keys"), "");
            assertThatThrownBy(host::stream)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("refused the key");
            long asked = connections(host);
            assertThatThrownBy(host::stream)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageContaining("the next attempt comes in");
            assertThat(connections(host)).isEqualTo(asked);

            assertThat(host.streams).allMatch(ChannelExec::isOpen);
            var commands = new RemoteCommands(host.connections);
            assertThat(commands.run(List.of("echo", "as before")).output()).isEqualTo("as before\n");
        }
    }

    @Test
    void aConnectionThatIsOpenedWhileTheSiteIsClosedIsClosedToo() throws Exception {
        try (var host = new ReachedHost(LONG, 0)) {
            host.connections.greetWith(opened -> host.connections.close());
            HostConnection opened = host.connections.main();
            assertThat(opened.isOpen()).isFalse();
            assertThatThrownBy(host.connections::main).hasMessageContaining("the site was closed");
        }
    }

    private static long connections(ReachedHost host) {
        return host.server.log().stream()
                .filter(line -> line.startsWith("Connection from "))
                .count();
    }
}
