// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import io.outrigger.localapi.failure.ApiFailure;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
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

    private final HttpClient http;
    private final NetClient sockets;
    private final BiConsumer<HttpServerRequest, Throwable> fail;

    StreamTunnel(HttpClient http, NetClient sockets, BiConsumer<HttpServerRequest, Throwable> fail) {
        this.http = http;
        this.sockets = sockets;
        this.fail = fail;
    }

    void open(HttpServerRequest request, Kubelet kubelet, String uri) {
        String protocols = request.getHeader("Sec-WebSocket-Protocol");
        if (protocols != null && protocols.contains(TUNNEL_PROTOCOL)) {
            unpack(request, kubelet, uri);
        } else if (request.method().equals(HttpMethod.GET)) {
            passThrough(request, kubelet, uri);
        } else {
            refuseSpdy(request, kubelet, uri);
        }
    }

    private void unpack(HttpServerRequest request, Kubelet kubelet, String uri) {
        // A WebSocket can only be made of a request whose end has not been read yet.
        request.pause();
        SpdyUpgrade.send(sockets, kubelet, uri, "portforward.k8s.io")
                .onSuccess(answer -> {
                    if (answer.status() != SWITCHING) {
                        request.resume();
                        fail.accept(request, refused(answer));
                        return;
                    }
                    request.toWebSocket()
                            .onSuccess(client -> join(client, answer))
                            .onFailure(error -> abandon(answer.socket(), error));
                })
                .onFailure(error -> {
                    request.resume();
                    fail.accept(request, KubeletProxy.unreachable(kubelet, uri, error));
                });
    }

    private static ApiFailure refused(SpdyUpgrade.Answer answer) {
        return KubeletProxy.refused(answer.status(), answer.rest().toString(StandardCharsets.UTF_8));
    }

    private static void join(ServerWebSocket client, SpdyUpgrade.Answer answer) {
        NetSocket kubelet = answer.socket();
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
        if (answer.rest().length() > 0) {
            client.writeBinaryMessage(answer.rest()).onFailure(gone -> kubelet.close());
        }
        kubelet.resume();
    }

    private void passThrough(HttpServerRequest request, Kubelet kubelet, String uri) {
        RequestOptions options = new RequestOptions()
                .setHost(kubelet.host())
                .setPort(kubelet.port())
                .setURI(uri);
        for (Map.Entry<String, String> header : request.headers()) {
            if (NOT_PASSED_ON.stream().noneMatch(header.getKey()::equalsIgnoreCase)) {
                options.addHeader(header.getKey(), header.getValue());
            }
        }
        http.request(options)
                .compose(call -> {
                    call.exceptionHandler(broken -> log.debug("a stream to {} broke off", kubelet.host(), broken));
                    request.response().closeHandler(gone -> call.reset());
                    return call.connect();
                })
                .onSuccess(answer -> answered(request, answer))
                .onFailure(error -> fail.accept(request, KubeletProxy.unreachable(kubelet, uri, error)));
    }

    private void answered(HttpServerRequest request, HttpClientResponse answer) {
        if (answer.statusCode() != SWITCHING) {
            answer.body()
                    .onSuccess(body -> fail.accept(
                            request, KubeletProxy.refused(answer.statusCode(), body.toString(StandardCharsets.UTF_8))))
                    .onFailure(error -> fail.accept(request, error));
            return;
        }
        // Taken now, and held back: what the kubelet says before the client is ready must not be lost.
        NetSocket kubelet = answer.netSocket();
        kubelet.pause();
        answer.headers().forEach(header -> request.response().headers().add(header.getKey(), header.getValue()));
        request.toNetSocket().onSuccess(client -> join(client, kubelet)).onFailure(error -> abandon(kubelet, error));
    }

    private static void join(NetSocket client, NetSocket kubelet) {
        client.pipeTo(kubelet).onFailure(gone -> log.debug("client ended a stream early", gone));
        kubelet.pipeTo(client).onFailure(gone -> log.debug("kubelet ended a stream early", gone));
    }

    private static void abandon(NetSocket kubelet, Throwable error) {
        log.warn("a client's connection could not be turned into a stream", error);
        kubelet.close();
    }

    /** What kubectl tries after a refused WebSocket: the kubelet is asked so that its refusal is shown, not this one. */
    private void refuseSpdy(HttpServerRequest request, Kubelet kubelet, String uri) {
        String protocol = request.getHeader("X-Stream-Protocol-Version");
        SpdyUpgrade.send(sockets, kubelet, uri, protocol == null ? "" : protocol)
                .onSuccess(answer -> {
                    answer.socket().close();
                    ApiFailure here = ApiFailure.badRequest(
                            "SPDY is not served here; use kubectl 1.31 or newer, which streams over WebSockets");
                    fail.accept(request, answer.status() == SWITCHING ? here : refused(answer));
                })
                .onFailure(error -> fail.accept(request, KubeletProxy.unreachable(kubelet, uri, error)));
    }
}
