// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections into pods, whose network is the host's. The servers are the test's own. */
class PortForwardIT {

    @TempDir
    private Path directory;

    private SiteHarness host;
    private DesiredPod pod;

    @BeforeEach
    void run() throws Exception {
        host = new SiteHarness(directory, "/bin/sh");
        pod = ExecIT.running(host);
    }

    @AfterEach
    void end() throws Exception {
        host.close();
    }

    @Test
    void bothDirectionsAreCarriedAndTheEndOfOneLeavesTheOtherOpen() throws Exception {
        try (ServerSocket server = listen("127.0.0.1");
                PortForward.Connection connection = connect(server.getLocalPort());
                Socket peer = server.accept()) {
            connection.output().write("question".getBytes(StandardCharsets.UTF_8));
            connection.output().close();
            assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("question");
            peer.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            peer.shutdownOutput();
            assertThat(new String(connection.input().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("answer");
        }
    }

    @Test
    void aServerThatListensOnTheOtherFamilyOfAddressesIsReached() throws Exception {
        try (ServerSocket server = listen("::1");
                PortForward.Connection connection = connect(server.getLocalPort());
                Socket peer = server.accept()) {
            peer.getOutputStream().write('6');
            assertThat(connection.input().read()).isEqualTo('6');
        }
    }

    @Test
    void aSlowServerSlowsTheWriter() throws Exception {
        try (ServerSocket server = listen("127.0.0.1");
                PortForward.Connection connection = connect(server.getLocalPort());
                Socket peer = server.accept()) {
            byte[] block = new byte[1 << 20];
            int blocks = 64;
            FutureTask<Boolean> writing = new FutureTask<>(() -> {
                for (int index = 0; index < blocks; index++) {
                    connection.output().write(block);
                }
                connection.output().close();
                return true;
            });
            Thread writer = new Thread(writing, "test-writer");
            writer.start();
            SiteHarness.eventually(
                    () -> assertThat(peer.getInputStream().available()).isPositive());
            assertThat(writing.isDone()).isFalse();
            assertThat(peer.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()))
                    .isEqualTo((long) blocks * block.length);
            assertThat(writing.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void weatherNobodyListens() throws Exception {
        int port;
        try (ServerSocket server = listen("127.0.0.1")) {
            port = server.getLocalPort();
        }
        assertThatThrownBy(() -> connect(port))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessageContaining("failed to connect to localhost:" + port + " inside pod \"web\"")
                .hasMessageContaining("connection refused");
    }

    @Test
    void weatherThePodIsUnknown() {
        PodRef other = new PodRef("default", "other", "11111111-2222-3333-4444-555555555555");
        assertThatThrownBy(() -> host.site().portForward().orElseThrow().connect(other, 80))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessageContaining("pod \"other\" is not running");
    }

    @Test
    void weatherAPortThatIsNone() {
        assertThatThrownBy(() -> connect(0)).hasMessageContaining("give one from 1 to 65535");
        assertThatThrownBy(() -> connect(65_536)).hasMessageContaining("give one from 1 to 65535");
    }

    @Test
    void weatherTheServerGoesAwayInTheMiddle() throws Exception {
        try (ServerSocket server = listen("127.0.0.1");
                PortForward.Connection connection = connect(server.getLocalPort())) {
            server.accept().close();
            assertThat(connection.input().read()).isEqualTo(-1);
        }
    }

    @Test
    void weatherTheSiteIsClosedInTheMiddle() throws Exception {
        try (ServerSocket server = listen("127.0.0.1");
                PortForward.Connection connection = connect(server.getLocalPort());
                Socket peer = server.accept()) {
            host.restart();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> connection.input().read()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServerThatDoesNotAcceptIsNotTakenForAHostThatIsAway() throws Exception {
        try (CrowdedServer server = new CrowdedServer()) {
            assertThatThrownBy(() -> connect(server.port()))
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            exception -> assertThat(exception.kind()).isEqualTo(Kind.NOT_FOUND))
                    .hasMessageContaining("i/o timeout");
        }
    }

    private PortForward.Connection connect(int port) throws ProviderException {
        return host.site().portForward().orElseThrow().connect(pod.ref(), port);
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 1, InetAddress.getByName(address));
    }
}
