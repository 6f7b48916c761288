// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/**
 * {@code /healthz} in plain HTTP on the loopback address, for whoever watches over this program on its machine and has no
 * credentials: the kubelet's {@code healthzPort}. Says whether event loops run, nothing else. Runs on event loops.
 */
final class HealthServer {

    private static final String ADDRESS = "127.0.0.1";
    private static final Set<String> PATHS = Set.of("/healthz", "/healthz/ping");

    private final HttpServer server;

    HealthServer(Vertx vertx, ConnectionGuard guard) {
        var plain = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        this.server = vertx.createHttpServer(plain)
                .connectionHandler(guard::opened)
                .requestHandler(request -> {
                    guard.began(request);
                    answer(request);
                });
    }

    Future<?> listen(int port) {
        return server.listen(port, ADDRESS);
    }

    static String place(int port) {
        return ADDRESS + ":" + port;
    }

    Future<?> close() {
        return server.close();
    }

    private static void answer(HttpServerRequest request) {
        if (!PATHS.contains(String.valueOf(request.path()))) {
            Answers.text(request.response(), 404, Router.NOT_FOUND);
        } else if (!request.method().name().equals("GET")) {
            request.response().putHeader("Allow", "GET");
            Answers.text(request.response(), 405, "Method Not Allowed");
        } else {
            Answers.text(request.response(), 200, "ok");
        }
    }
}
