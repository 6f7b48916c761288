// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A kubelet endpoint with a self-signed certificate that answers what the test needs and remembers what was asked. */
final class FakeKubelet implements AutoCloseable {
    private static final byte STDOUT = 1;
    private static final byte ERROR = 3;

    final List<String> asked = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile HttpServerRequest following;

    FakeKubelet() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(TestCertificate.create())
                .setWebSocketSubProtocols(List.of("v5.channel.k8s.io"));
        server = vertx.createHttpServer(options)
                .requestHandler(this::answer)
                .listen()
                .await();
    }

    int port() {
        return server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        asked.add(request.method() + " " + request.uri());
        switch (request.path()) {
            case "/containerLogs/default/web/main" -> logs(request);
            case "/exec/default/web/main" -> request.toWebSocket().onSuccess(FakeKubelet::exec);
            case "/stats/summary" ->
                request.response().putHeader("Content-Type", "application/json").end("{\"node\":{}}");
            default -> request.response().setStatusCode(404).end("pod does not exist");
        }
    }

    private void logs(HttpServerRequest request) {
        if ("true".equals(request.getParam("previous"))) {
            request.response()
                    .setStatusCode(400)
                    .end("previous terminated container \"main\" in pod \"web\" not found");
        } else if ("true".equals(request.getParam("follow"))) {
            following = request;
            request.response().setChunked(true).write("first line\n");
        } else {
            request.response().end("all lines\n");
        }
    }

    /** Sends one more line to whoever follows, and ends. */
    void endFollowed(String line) {
        HttpServerRequest request = following;
        vertx.runOnContext(now -> request.response().end(line));
    }

    boolean isFollowed() {
        return following != null;
    }

    /** Says hello and exits with code 3. */
    private static void exec(ServerWebSocket socket) {
        socket.writeBinaryMessage(Buffer.buffer().appendByte(STDOUT).appendString("hello from the node\n"));
        socket.writeBinaryMessage(Buffer.buffer()
                .appendByte(ERROR)
                .appendString(
                        "{\"metadata\":{},\"status\":\"Failure\",\"message\":\"command terminated with exit code 3\","
                                + "\"reason\":\"NonZeroExitCode\",\"details\":{\"causes\":[{\"reason\":\"ExitCode\","
                                + "\"message\":\"3\"}]}}"));
        socket.close();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
