// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that speak gRPC, and some that do not. */
final class GrpcCheckTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final GrpcCheck grpc = new GrpcCheck(Server.NETWORK);

    @AfterEach
    void close() {
        grpc.close();
    }

    @Test
    void aServerThatServesIsHealthy() throws Exception {
        try (MockWebServer server = server(message(1), "0")) {
            assertThat(ask(server.getPort(), "shop", LIMIT)).isEqualTo(Answer.success("service healthy"));
            RecordedRequest request = server.takeRequest();
            assertThat(request.getTarget()).isEqualTo("/grpc.health.v1.Health/Check");
            assertThat(request.getHeaders().get("content-type")).isEqualTo("application/grpc");
            assertThat(request.getHeaders().get("te")).isEqualTo("trailers");
            assertThat(request.getBody()).isEqualTo(ByteString.decodeHex("00000000060a0473686f70"));
        }
    }

    @Test
    void aServerThatDoesNotServeIsNot() throws Exception {
        try (MockWebServer server = server(message(2), "0")) {
            assertThat(ask(server.getPort(), "", LIMIT))
                    .isEqualTo(Answer.failure("service unhealthy (responded with \"NOT_SERVING\")"));
        }
    }

    @Test
    void aServerWithoutHealthServiceIsSaidAsAKubeletSaysIt() throws Exception {
        try (MockWebServer server = server(new Buffer(), "12")) {
            assertThat(ask(server.getPort(), "", LIMIT).text())
                    .startsWith("error: this server does not implement the grpc health protocol");
        }
    }

    @Test
    void anAnswerThatIsTooLongFails() throws Exception {
        try (MockWebServer server = server(new Buffer().write(new byte[20_000]), "0")) {
            assertThat(ask(server.getPort(), "", LIMIT))
                    .isEqualTo(Answer.failure("error: health rpc failed: the answer is longer than 10240 bytes"));
        }
    }

    @Test
    void anAnswerWithoutStatusFails() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
            server.enqueue(new MockResponse.Builder().build());
            server.start();
            assertThat(ask(server.getPort(), "", LIMIT))
                    .isEqualTo(Answer.failure("error: health rpc failed: code = 2 desc = "));
        }
    }

    /** Each frame continues the head of the answer, and none ends it. */
    @Test
    void aHeadWithoutEndFailsBeforeMuchOfItIsKept() throws Exception {
        AtomicLong said = new AtomicLong();
        byte[] header = frame(9, new byte[1 << 14]);
        try (Server server = new Server((input, output) -> {
            input.read();
            output.write(frame(4, new byte[0]));
            output.write(frame(1, new byte[0]));
            while (said.addAndGet(header.length) < Integer.MAX_VALUE) {
                output.write(header);
            }
        })) {
            assertThat(ask(server.port(), "", LIMIT).text()).startsWith("error: health rpc failed: ");
            assertThat(server.left()).isTrue();
        }
        // The kernel has room for some more.
        assertThat(said.get()).isLessThan(100L << 20);
    }

    /** A frame of HTTP/2 without flags. All zeros in a head are literal headers without name. */
    private static byte[] frame(int type, byte[] content) {
        int stream = type == 4 ? 0 : 3;
        return ByteBuffer.allocate(9 + content.length)
                .put((byte) (content.length >> 16))
                .putShort((short) content.length)
                .put((byte) type)
                .put((byte) 0)
                .putInt(stream)
                .put(content)
                .array();
    }

    @Test
    void aClosedPortFails() throws Exception {
        int port;
        try (Server server = new Server((input, output) -> {})) {
            port = server.port();
        }
        assertThat(ask(port, "", LIMIT).text())
                .startsWith("error: failed to connect service at \"localhost:" + port + "\": dial tcp");
    }

    @Test
    void aServerThatNeverAnswersFailsInTimeAndKeepsNoConnection() throws Exception {
        try (Server server = new Server(Server::keepSilent)) {
            assertThat(ask(server.port(), "", Duration.ofMillis(500)))
                    .isEqualTo(Answer.failure("timeout: failed to connect service \"localhost:" + server.port()
                            + "\" within 500ms: context deadline exceeded"));
            assertThat(server.left()).isTrue();
        }
    }

    @Test
    void anInterruptionEndsTheQuestionAndItsConnection() throws Exception {
        try (Asked asked = new Asked(port -> ask(port, "", Duration.ofDays(7)))) {
            asked.interrupt();
            assertThat(asked.failure()).isInstanceOf(InterruptedException.class);
            assertThat(asked.left()).isTrue();
        }
    }

    @Test
    void aServerThatSpeaksAnotherProtocolFails() throws Exception {
        try (Server server = new Server((input, output) -> output.write("SSH-2.0-dropbear\r\n".getBytes("US-ASCII")))) {
            assertThat(ask(server.port(), "", LIMIT).kind()).isEqualTo(Answer.Kind.FAILURE);
        }
    }

    private Answer ask(int port, String service, Duration limit) throws InterruptedException {
        return grpc.run(Server.TARGET, new Action.Grpc(port, service), limit);
    }

    private static Buffer message(int status) {
        return new Buffer().write(ByteString.decodeHex("0000000002080" + status));
    }

    private static MockWebServer server(Buffer body, String status) throws IOException {
        MockWebServer server = new MockWebServer();
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        server.enqueue(new MockResponse.Builder()
                .addHeader("content-type", "application/grpc")
                .body(body)
                .trailers(Headers.of("grpc-status", status))
                .build());
        server.start();
        return server;
    }
}
