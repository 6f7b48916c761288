// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests about a pod or node to the kubelet endpoint of the node. Like an API server without
 * {@code --kubelet-certificate-authority}, it trusts any serving certificate.
 */
public final class KubeletProxy {
    /** The WebSocket protocols that end here; all others are passed through to the kubelet. */
    public static final List<String> ACCEPTED_WEB_SOCKET_PROTOCOLS = List.of(StreamTunnel.TUNNEL_PROTOCOL);

    private static final Logger log = LoggerFactory.getLogger(KubeletProxy.class);
    private static final int CONNECTIONS_PER_NODE = 1000;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int OK = 200;
    private static final int REDIRECT = 300;

    private final ObjectStore store;
    private final HttpClient client;
    private final BiConsumer<HttpServerRequest, Throwable> fail;
    private final StreamTunnel tunnel;

    /**
     * A proxy on that Vert.x.
     *
     * @param identity the client certificate to show to kubelets, if any
     * @param fail answers a request with an error
     */
    public KubeletProxy(
            Vertx vertx,
            ObjectStore store,
            Optional<PemKeyCertOptions> identity,
            BiConsumer<HttpServerRequest, Throwable> fail) {
        this.store = store;
        this.fail = fail;
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setVerifyHost(false)
                .setTcpNoDelay(true)
                .setConnectTimeout(CONNECT_MILLIS);
        identity.ifPresent(options::setKeyCertOptions);
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_NODE));
        NetClientOptions socketOptions = new NetClientOptions()
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setTcpNoDelay(true)
                .setConnectTimeout(CONNECT_MILLIS);
        identity.ifPresent(socketOptions::setKeyCertOptions);
        this.tunnel = new StreamTunnel(client, vertx.createNetClient(socketOptions), fail);
    }

    /** Answers {@code pods/NAME/log}; follows until either side ends. */
    public void logs(HttpServerRequest request, ObjectKey pod) {
        PodTarget target = PodTarget.find(store, pod, parameter(request, "container"), true);
        String uri = target.path("containerLogs") + KubeletQuery.ofLogs(request.params());
        relay(request, target.kubelet(), HttpMethod.GET, uri);
    }

    /** Answers {@code pods/NAME/exec}, {@code attach} and {@code portforward}: streams both ways. */
    public void stream(HttpServerRequest request, ObjectKey pod, String operation) {
        boolean portForward = operation.equals("portforward");
        PodTarget target = PodTarget.find(store, pod, parameter(request, "container"), !portForward);
        String uri = target.path(portForward ? "portForward" : operation) + KubeletQuery.ofStreams(request.params());
        tunnel.open(request, target.kubelet(), uri);
    }

    /** Answers {@code nodes/NAME/proxy/REST}. */
    public void node(HttpServerRequest request, ObjectKey node, String rest) {
        Kubelet kubelet = Kubelet.of(store.get(node).orElseThrow(() -> ApiFailure.notFound("", "nodes", node.name())));
        String query = request.query() == null ? "" : "?" + request.query();
        relay(request, kubelet, request.method(), "/" + rest + query);
    }

    private static String parameter(HttpServerRequest request, String name) {
        String value = request.getParam(name);
        return value == null ? "" : value;
    }

    private void relay(HttpServerRequest request, Kubelet kubelet, HttpMethod method, String uri) {
        RequestOptions options = new RequestOptions()
                .setHost(kubelet.host())
                .setPort(kubelet.port())
                .setMethod(method)
                .setURI(uri);
        client.request(options)
                .compose(call -> {
                    call.exceptionHandler(broken -> log.debug("a relayed request broke off", broken));
                    request.response().closeHandler(gone -> call.reset());
                    return call.send();
                })
                .onSuccess(answer -> passOn(request, answer))
                .onFailure(error -> fail.accept(request, unreachable(kubelet, uri, error)));
    }

    private void passOn(HttpServerRequest request, HttpClientResponse answer) {
        if (answer.statusCode() < OK || answer.statusCode() >= REDIRECT) {
            answer.body()
                    .onSuccess(body ->
                            fail.accept(request, refused(answer.statusCode(), body.toString(StandardCharsets.UTF_8))))
                    .onFailure(error -> fail.accept(request, error));
            return;
        }
        HttpServerResponse response = request.response().setStatusCode(answer.statusCode());
        response.setChunked(true);
        String type = answer.getHeader("Content-Type");
        response.putHeader("Content-Type", type == null ? "text/plain" : type);
        // The head goes out before the first line: a follower must know that it is being served.
        response.writeHead();
        answer.pipeTo(response).onFailure(gone -> log.debug("a relayed answer ended early", gone));
    }

    static ApiFailure unreachable(Kubelet kubelet, String uri, Throwable error) {
        String url = "https://" + kubelet.host() + ":" + kubelet.port() + uri;
        return ApiFailure.of(500, "InternalError", "Get \"" + url + "\": " + error.getMessage());
    }

    /** The kubelet's refusal as the API server wraps it: its text is the message. */
    static ApiFailure refused(int code, String text) {
        String reason = switch (code) {
            case 400 -> "BadRequest";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "NotFound";
            case 422 -> "Invalid";
            case 429 -> "TooManyRequests";
            default -> code >= 500 ? "InternalError" : "Unknown";
        };
        return ApiFailure.of(code, reason, text.isBlank() ? "the kubelet answered with status " + code : text.strip());
    }
}
