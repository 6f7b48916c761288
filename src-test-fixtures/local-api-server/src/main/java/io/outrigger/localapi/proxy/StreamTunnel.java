// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import io.outrigger.localapi.failure.ApiFailure;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exec, attach and port-forward. A WebSocket of kubectl is passed through to the kubelet as it is (what Kubernetes 1.36
 * does for nodes that declare {@code ExtendWebSocketsToKubelet}); a port-forward tunnel is unpacked into SPDY, as every
 * API server since 1.31 does.
 */
final class StreamTunnel {
    static final String TUNNEL_PROTOCOL = "SPDY/3.1+portforward.k8s.io";
    private static final Logger log = LoggerFactory.getLogger(StreamTunnel.class);
    private static final int SWITCHING = 101;
    private static final List<String> NOT_PASSED_ON = List.of("Host", "Authorization", "Content-Length");

    private final HttpClient client;
    private final BiConsumer<HttpServerRequest, Throwable> fail;

    StreamTunnel(HttpClient client, BiConsumer<HttpServerRequest, Throwable> fail) {
        this.client = client;
        this.fail = fail;
    }

    void open(HttpServerRequest request, Kubelet kubelet, String uri) {
        String protocols = request.getHeader("Sec-WebSocket-Protocol");
        boolean tunnel = protocols != null && protocols.contains(TUNNEL_PROTOCOL);
        RequestOptions options = new RequestOptions()
                .setHost(kubelet.host())
                .setPort(kubelet.port())
                .setMethod(tunnel ? HttpMethod.POST : request.method())
                .setURI(uri);
        if (tunnel) {
            options.putHeader("Connection", "Upgrade").putHeader("Upgrade", "SPDY/3.1");
            options.putHeader("X-Stream-Protocol-Version", "portforward.k8s.io");
        } else {
            copyHeaders(request, options);
        }
        client.request(options)
                .compose(call -> {
                    call.exceptionHandler(broken -> log.debug("a stream to {} broke off", kubelet.host(), broken));
                    request.response().closeHandler(gone -> call.reset());
                    return call.connect();
                })
                .onSuccess(answer -> answered(request, answer, tunnel))
                .onFailure(error -> fail.accept(request, KubeletProxy.unreachable(kubelet, uri, error)));
    }

    private static void copyHeaders(HttpServerRequest request, RequestOptions options) {
        for (Map.Entry<String, String> header : request.headers()) {
            if (NOT_PASSED_ON.stream().noneMatch(header.getKey()::equalsIgnoreCase)) {
                options.addHeader(header.getKey(), header.getValue());
            }
        }
    }

    private void answered(HttpServerRequest request, HttpClientResponse answer, boolean tunnel) {
        if (answer.statusCode() != SWITCHING) {
            answer.body()
                    .onSuccess(body -> fail.accept(
                            request, KubeletProxy.refused(answer.statusCode(), body.toString(StandardCharsets.UTF_8))))
                    .onFailure(error -> fail.accept(request, error));
        } else if (tunnel) {
            request.toWebSocket()
                    .onSuccess(socket -> unpack(socket, answer.netSocket()))
                    .onFailure(error -> answer.netSocket().close());
        } else if (request.method().equals(HttpMethod.GET)) {
            answer.headers().forEach(header -> request.response().headers().add(header.getKey(), header.getValue()));
            request.toNetSocket()
                    .onSuccess(socket -> join(socket, answer.netSocket()))
                    .onFailure(error -> answer.netSocket().close());
        } else {
            answer.netSocket().close();
            fail.accept(
                    request,
                    ApiFailure.badRequest(
                            "SPDY is not served here; use kubectl 1.31 or newer, which streams" + " over WebSockets"));
        }
    }

    private static void join(NetSocket client, NetSocket kubelet) {
        client.pipeTo(kubelet).onFailure(gone -> log.debug("client ended a stream early", gone));
        kubelet.pipeTo(client).onFailure(gone -> log.debug("kubelet ended a stream early", gone));
    }

    private static void unpack(ServerWebSocket client, NetSocket kubelet) {
        client.binaryMessageHandler(bytes -> {
            kubelet.write(bytes).onFailure(gone -> client.close());
            if (kubelet.writeQueueFull()) {
                client.pause();
                kubelet.drainHandler(drained -> client.resume());
            }
        });
        kubelet.handler(bytes -> {
            client.writeBinaryMessage(bytes).onFailure(gone -> kubelet.close());
            if (client.writeQueueFull()) {
                kubelet.pause();
                client.drainHandler(drained -> kubelet.resume());
            }
        });
        client.closeHandler(closed -> kubelet.close());
        kubelet.closeHandler(closed -> client.close());
    }
}
