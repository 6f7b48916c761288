// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SPDY in the messages of a WebSocket, as API servers since 1.36 hand it on. */
@Timeout(60)
class PortForwardTunnelTest {

    @TempDir
    Path directory;

    @Test
    void theMessagesOfATunnelAreTheBytesOfSpdy() throws Exception {
        try (var ports = new FakePorts().listen(80);
                var endpoint = new Endpoint(directory)) {
            endpoint.pods.add("web", FakePods.running());
            endpoint.site.portForward = ports;
            var received = new Received();
            var http = new OkHttpClient.Builder()
                    .sslSocketFactory(endpoint.client.tls().getSocketFactory(), endpoint.client.trust())
                    .build();
            var socket = http.newWebSocket(
                    new Request.Builder()
                            .url("https://localhost:" + endpoint.server.port() + "/portForward/default/web")
                            // java.net.http does not let a protocol have a slash in its name.
                            .header("Sec-WebSocket-Protocol", "SPDY/3.1+portforward.k8s.io")
                            .build(),
                    received);
            assertThat(received.protocol.get(10, TimeUnit.SECONDS)).isEqualTo("SPDY/3.1+portforward.k8s.io");
            var encoder = new SpdyFrames();
            send(socket, encoder, 1, "error");
            send(socket, encoder, 3, "data");
            try (var pod = ports.accept(80)) {
                pod.getOutputStream().write("through the tunnel".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(received.dataEnded.get(10, TimeUnit.SECONDS)).isEqualTo("through the tunnel");
            socket.cancel();
            http.dispatcher().executorService().shutdown();
        }
    }

    private static void send(WebSocket socket, SpdyFrames encoder, int id, String type) {
        var frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
        frame.headers().set("streamtype", type).set("port", "80").set("requestid", "0");
        assertThat(socket.send(ByteString.of(encoder.encode(frame)))).isTrue();
    }

    private static final class Received extends WebSocketListener {

        final CompletableFuture<String> protocol = new CompletableFuture<>();
        final CompletableFuture<String> dataEnded = new CompletableFuture<>();
        private final SpdyFrames decoder = new SpdyFrames();
        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        @Override
        public void onOpen(WebSocket socket, Response response) {
            protocol.complete(response.header("Sec-WebSocket-Protocol", ""));
        }

        @Override
        public void onMessage(WebSocket socket, ByteString message) {
            decoder.decode(message.toByteArray(), this::received);
        }

        private void received(Object frame) {
            if (frame instanceof SpdyDataFrame piece && piece.streamId() == 3) {
                data.writeBytes(ByteBufUtil.getBytes(piece.content()));
                if (piece.isLast()) {
                    dataEnded.complete(data.toString(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
