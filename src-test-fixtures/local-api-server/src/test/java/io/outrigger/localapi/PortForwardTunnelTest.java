// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Port-forward as kubectl asks for it: SPDY within a WebSocket, which becomes SPDY on the way to the kubelet. */
class PortForwardTunnelTest {
    private static final String PROTOCOL = "SPDY/3.1+portforward.k8s.io";

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient sockets = vertx.createWebSocketClient();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void bytes_in_a_web_socket_reach_the_kubelet_as_they_are_and_come_back() throws Exception {
        try (EchoingKubelet kubelet = new EchoingKubelet();
                LocalApiServer server =
                        LocalApiServer.builder().scheduler(false).build().start()) {
            create(server, "/api/v1/nodes", node(kubelet.port()));
            create(server, "/api/v1/namespaces/default/pods", POD);
            BlockingQueue<String> received = new LinkedBlockingQueue<>();
            WebSocketConnectOptions options = new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(server.port())
                    .setURI("/api/v1/namespaces/default/pods/web/portforward")
                    .addSubProtocol(PROTOCOL);
            WebSocket socket = sockets.connect(options).await();
            assertThat(socket.subProtocol()).isEqualTo(PROTOCOL);
            socket.binaryMessageHandler(bytes -> received.add(bytes.toString()));

            socket.writeBinaryMessage(Buffer.buffer("some bytes"));

            assertThat(received.poll(60, TimeUnit.SECONDS)).isEqualTo("some bytes");
            assertThat(kubelet.heads)
                    .singleElement()
                    .satisfies(head -> assertThat(head.toLowerCase(Locale.ROOT))
                            .startsWith("post /portforward/default/web ")
                            .contains("upgrade: spdy/3.1", "x-stream-protocol-version: portforward.k8s.io"));
        }
    }

    private static final String POD = """
            {"metadata": {"name": "web"}, "spec": {"nodeName": "edge-1",
             "containers": [{"name": "main", "image": "busybox:1"}]}}
            """;

    private static String node(int port) {
        return """
                {"metadata": {"name": "edge-1"}, "status": {
                 "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
                 "daemonEndpoints": {"kubeletEndpoint": {"Port": %d}}}}
                """.formatted(port);
    }

    private static void create(LocalApiServer server, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(201);
    }
}
