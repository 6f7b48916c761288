// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.TcpProxy;
import io.outrigger.provider.ssh.Commands.Running;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Terminal.Size;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands on terminals that the SSH server makes, and by a program on the host where it is told to make none. */
@NeedsOpenSsh
class SshTerminalIT extends TerminalContract {

    private static final String BY_SERVER = "none /bin/sh";

    private SshHost host;

    static Stream<String> makers() {
        return Stream.of(BY_SERVER);
    }

    @AfterEach
    void end() throws ProviderException {
        host.close();
    }

    @Test
    void aCommandWithoutInputWaitsForNothingAndTypesNothing() throws Exception {
        try (SiteHarness site = host(BY_SERVER)) {
            pod = ExecIT.running(site);
            var streams = new ContainerStreams(null, output, null, window);
            Running command = new Running(
                    site.site(), pod.ref(), streams, "sh", "-c", "echo ready; read line || echo ended; echo got $line");
            eventually(() -> assertThat(text()).contains("ready"));
            assertThat(command.done()).isFalse();
            command.interrupt();
            assertThat(command.failure()).isInstanceOf(InterruptedException.class);
            assertThat(text()).doesNotContain("ended");
        }
    }

    @Test
    void theCommandLeadsTheSessionOfItsTerminal() throws Exception {
        try (SiteHarness site = host(BY_SERVER)) {
            Running command = run(site, "sh", "-c", "tty; ps -o tty= -p $$; test -w /dev/tty && echo controls it");
            assertThat(command.exitCode()).isZero();
            assertThat(text()).matches("/dev/pts/(\\d+)\r\npts/\\1 *\r\ncontrols it\r\n");
        }
    }

    @Test
    void muchOutputArrivesWhole() throws Exception {
        try (SiteHarness site = host(BY_SERVER)) {
            Running command = run(site, "sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done");
            assertThat(command.exitCode()).isZero();
            assertThat(text().lines()).hasSize(20_000);
        }
    }

    @Test
    void weatherTheConnectionIsCutAndTheCommandEndsWithIt() throws Exception {
        host = new SshHost();
        try (TcpProxy network = TcpProxy.to(host.server.port());
                SiteHarness site = host.open(host.settings("port", network.port()))) {
            Running command = run(site, "sh", "-c", "echo ready; exec sleep 1000");
            eventually(() -> assertThat(text()).contains("ready"));
            network.cut();
            assertThat(command.failure())
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE));
            eventually(() -> assertThat(Commands.commandsIn(pod.ref())).isEmpty());
        }
    }

    @Test
    void weatherTheServerIsToldToMakeNoTerminals() throws Exception {
        try (SiteHarness site = host("perl /bin/sh", "PermitTTY no")) {
            window.size = new Size(100, 30);
            Running command = run(site, "sh", "-c", "trap 'stty size; read last; exit 4' WINCH; stty size; read line");
            eventually(() -> assertThat(text()).isEqualTo("30 100\r\n"));
            window.resize(new Size(120, 40));
            eventually(() -> assertThat(text()).endsWith("40 120\r\n"));
            type("\n");
            user.close();
            assertThat(command.exitCode()).isEqualTo(4);
        }
    }

    @Override
    SiteHarness host(String maker) throws Exception {
        return host(maker, new String[0]);
    }

    private SiteHarness host(String maker, String... configuration) throws Exception {
        host = new SshHost(configuration);
        SiteHarness site = host.open();
        Files.writeString(host.directory().resolve("test/edge/bin/terminal"), maker.split(" ")[0] + "\n");
        return site;
    }
}
