// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionGuardTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(150);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<HttpServerResponse> waiting = new CompletableFuture<>();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoDribblesHeadersIsCutOff() throws Exception {
        try (var socket = connect(new ConnectionGuard(vertx, SHORT, LONG))) {
            send(socket, "GET / HTTP/1.1\r\nHost: ");

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anIdleConnectionIsClosedAfterItsAnswer() throws Exception {
        try (var socket = connect(new ConnectionGuard(vertx, LONG, SHORT))) {
            send(socket, REQUEST);
            waiting.get(10, TimeUnit.SECONDS).end("done");

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("done");
        }
    }

    @Test
    void anAnswerThatTakesLongerThanTheIdleTimeIsNotCutOff() throws Exception {
        try (var socket = connect(new ConnectionGuard(vertx, SHORT, SHORT))) {
            send(socket, REQUEST);
            var response = waiting.get(10, TimeUnit.SECONDS);
            vertx.setTimer(SHORT.multipliedBy(4).toMillis(), late -> response.end("late"));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("late");
        }
    }

    @Test
    void aConnectionThatWasTakenOutOfHttpIsLeftAloneAndGivesItsPlaceBack() throws Exception {
        var guard = new ConnectionGuard(vertx, SHORT, SHORT);
        var port = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .connectionHandler(guard::opened)
                .requestHandler(request -> {
                    guard.began(request);
                    ConnectionTakeover.socket(request.connection())
                            .onSuccess(socket ->
                                    vertx.setTimer(SHORT.multipliedBy(4).toMillis(), late -> socket.write("late")));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
        for (int count = 0; count < 3; count++) {
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(5_000);
                send(socket, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
                assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("late");
            }
            Awaitility.await().until(() -> guard.open() == 0);
        }
    }

    private Socket connect(ConnectionGuard guard) throws Exception {
        var socket = new Socket("127.0.0.1", listen(guard));
        socket.setSoTimeout(5_000);
        return socket;
    }

    private int listen(ConnectionGuard guard) throws Exception {
        return vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .connectionHandler(guard::opened)
                .requestHandler(request -> {
                    guard.began(request);
                    waiting.complete(request.response());
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort();
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
