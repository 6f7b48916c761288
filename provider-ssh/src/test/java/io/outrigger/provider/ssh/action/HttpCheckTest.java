// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP servers as containers have them: well, slow, broken and malicious. */
final class HttpCheckTest {

    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(10);

    private final HttpCheck http = new HttpCheck(Server.NETWORK);

    @AfterEach
    void close() {
        http.close();
    }

    @Test
    void aServerIsAskedAsAKubeletAsks() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder().code(204).build());
            server.start();
            var headers = List.of(new Action.Header("X-Probe", "1"), new Action.Header("Host", "shop.example"));
            Answer answer = http.run(
                    Server.TARGET,
                    new Action.HttpGet(false, "", server.getPort(), "/health?deep=1", headers, false),
                    LONG);
            assertThat(answer.kind()).isEqualTo(Answer.Kind.SUCCESS);
            RecordedRequest request = server.takeRequest();
            assertThat(request.getTarget()).isEqualTo("/health?deep=1");
            assertThat(request.getHeaders().names())
                    .containsExactlyInAnyOrder("User-Agent", "Accept", "Connection", "X-Probe", "Host");
            assertThat(request.getHeaders().get("User-Agent")).startsWith("kube-probe/");
            assertThat(request.getHeaders().get("Accept")).isEqualTo("*/*");
            assertThat(request.getHeaders().get("Host")).isEqualTo("shop.example");
        }
    }

    @Test
    void aStatusFrom200To399IsASuccessAndAnyOtherAFailure() throws Exception {
        assertThat(answered(200).kind()).isEqualTo(Answer.Kind.SUCCESS);
        assertThat(answered(304).kind()).isEqualTo(Answer.Kind.SUCCESS);
        assertThat(answered(404)).isEqualTo(Answer.failure("HTTP probe failed with statuscode: 404"));
        assertThat(answered(500)).isEqualTo(Answer.failure("HTTP probe failed with statuscode: 500"));
    }

    @Test
    void aHookTakesAnyStatus() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder().code(500).build());
            server.start();
            var get = new Action.HttpGet(false, "", server.getPort(), "/", List.of(), true);
            assertThat(http.run(Server.TARGET, get, LONG).kind()).isEqualTo(Answer.Kind.SUCCESS);
        }
    }

    @Test
    void aRedirectOnTheSameHostIsFollowedAndAnotherHostIsAWarning() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(redirect("/next"));
            server.enqueue(new MockResponse.Builder().code(503).build());
            server.enqueue(redirect("http://elsewhere.example/"));
            server.start();
            assertThat(get(server.getPort(), LONG)).isEqualTo(Answer.failure("HTTP probe failed with statuscode: 503"));
            assertThat(get(server.getPort(), LONG).kind()).isEqualTo(Answer.Kind.WARNING);
        }
    }

    @Test
    void aRedirectThatLeadsNowhereFails() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(redirect("ftp://localhost/"));
            server.start();
            assertThat(get(server.getPort(), LONG).text())
                    .endsWith("failed to parse Location header \"ftp://localhost/\"");
        }
    }

    @Test
    void aHeaderThatWouldBeTwoIsNotSent() throws Exception {
        try (Server server = new Server(Server::keepSilent)) {
            var headers = List.of(new Action.Header("X-Probe", "1\r\nX-Other: 2"));
            Answer answer =
                    http.run(Server.TARGET, new Action.HttpGet(false, "", server.port(), "/", headers, false), SHORT);
            assertThat(answer)
                    .isEqualTo(Answer.failure("Get \"http://localhost:" + server.port()
                            + "/\": net/http: invalid header field value for \"X-Probe\""));
            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    void aServerThatRedirectsForEverFails() throws Exception {
        byte[] redirect = "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        try (Server server = new Server((input, output) -> answer(input, output, redirect))) {
            assertThat(get(server.port(), LONG).text()).endsWith("stopped after 10 redirects");
            assertThat(server.connections).hasValue(10);
        }
    }

    @Test
    void aClosedPortIsSaidAsAKubeletSaysIt() throws Exception {
        int port;
        try (Server server = new Server((input, output) -> {})) {
            port = server.port();
        }
        assertThat(get(port, LONG))
                .isEqualTo(Answer.failure("Get \"http://localhost:" + port + "/\": dial tcp localhost:" + port
                        + ": connect: connection refused"));
    }

    @Test
    void aServerThatNeverAnswersFailsInTimeAndKeepsNoConnection() throws Exception {
        try (Server server = new Server(Server::keepSilent)) {
            Answer answer = get(server.port(), SHORT);
            assertThat(answer.kind()).isEqualTo(Answer.Kind.FAILURE);
            assertThat(answer.text())
                    .endsWith("context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
            assertThat(server.left()).isTrue();
        }
    }

    @Test
    void anInterruptionEndsTheQuestionAndItsConnection() throws Exception {
        try (Asked asked = new Asked(port -> get(port, Duration.ofDays(7)))) {
            asked.interrupt();
            assertThat(asked.failure()).isInstanceOf(InterruptedException.class);
            assertThat(asked.left()).isTrue();
        }
    }

    @Test
    void theEndOfTheClientEndsWhatIsBeingAsked() throws Exception {
        try (Asked asked = new Asked(port -> get(port, Duration.ofDays(7)))) {
            http.close();
            assertThat(asked.answer().kind()).isEqualTo(Answer.Kind.FAILURE);
            assertThat(asked.left()).isTrue();
        }
    }

    @Test
    void headersWithoutEndFail() throws Exception {
        byte[] header = ("X-More: " + "x".repeat(1000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Server server = new Server((input, output) -> {
            output.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            endlessly(output, header);
        })) {
            assertThat(get(server.port(), LONG).kind()).isEqualTo(Answer.Kind.FAILURE);
            assertThat(server.left()).isTrue();
        }
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws Exception {
        try (Server server = new Server((input, output) -> {
            output.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            endlessly(output, "x".repeat(1000).getBytes(StandardCharsets.US_ASCII));
        })) {
            Answer answer = get(server.port(), LONG);
            assertThat(answer.kind()).isEqualTo(Answer.Kind.SUCCESS);
            assertThat(answer.text()).hasSize(10 * 1024);
            assertThat(server.left()).isTrue();
        }
    }

    @Test
    void aBodyThatStopsInTheMiddleFailsInTime() throws Exception {
        try (Server server = new Server((input, output) -> {
            output.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".getBytes(StandardCharsets.US_ASCII));
            output.flush();
            Server.keepSilent(input, output);
        })) {
            assertThat(get(server.port(), SHORT).kind()).isEqualTo(Answer.Kind.FAILURE);
        }
    }

    @Test
    void garbageFails() throws Exception {
        byte[] garbage = new byte[5000];
        new java.util.Random(7).nextBytes(garbage);
        try (Server server = new Server((input, output) -> output.write(garbage))) {
            assertThat(get(server.port(), LONG).kind()).isEqualTo(Answer.Kind.FAILURE);
        }
    }

    @Test
    void aConnectionThatIsClosedAtOnceFails() throws Exception {
        try (Server server = new Server((input, output) -> {})) {
            assertThat(get(server.port(), LONG).kind()).isEqualTo(Answer.Kind.FAILURE);
        }
    }

    @Test
    void aServerOverTlsMayShowAnyCertificate(@TempDir Path directory) throws Exception {
        byte[] fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);
        try (Server server = new Server(secure(directory), (input, output) -> answer(input, output, fine))) {
            var get = new Action.HttpGet(true, "", server.port(), "/", List.of(), false);
            assertThat(http.run(Server.TARGET, get, LONG)).isEqualTo(Answer.success("ok"));
        }
    }

    private static ServerSocket secure(Path directory) throws Exception {
        Path keys = directory.resolve("keys");
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=somebody.else",
                        "-validity",
                        "1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        keys.toString())
                .inheritIO()
                .start()
                .waitFor();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (var stream = Files.newInputStream(keys)) {
            store.load(stream, "changeit".toCharArray());
        }
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context.getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    private Answer answered(int status) throws IOException, InterruptedException {
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder().code(status).build());
            server.start();
            return get(server.getPort(), LONG);
        }
    }

    private Answer get(int port, Duration limit) throws InterruptedException {
        return http.run(Server.TARGET, new Action.HttpGet(false, "", port, "/", List.of(), false), limit);
    }

    private static MockResponse redirect(String location) {
        return new MockResponse.Builder()
                .code(302)
                .addHeader("Location", location)
                .build();
    }

    /** Reads the question first: a server that closes before would reset the connection. */
    private static void answer(InputStream input, OutputStream output, byte[] answer) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = input.read();
            if (next < 0) {
                throw new EOFException("the client has left");
            }
            head.append((char) next);
        }
        output.write(answer);
        output.flush();
    }

    private static void endlessly(OutputStream output, byte[] text) throws IOException {
        while (true) {
            output.write(text);
        }
    }
}
