// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.proxy.KubeletProxy;
import io.outrigger.localapi.registry.Part;
import io.outrigger.localapi.registry.PodBinding;
import io.outrigger.localapi.registry.Registry;
import io.outrigger.localapi.registry.Tokens;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** Every request of the API: finds out what it is about and hands it to whoever answers that. */
public final class ApiHandler implements Handler<HttpServerRequest> {
    private static final Set<String> STREAMS = Set.of("exec", "attach", "portforward");

    private static final int LONGEST_HEAD = 1 << 16;
    private static final int LONGEST_FRAME = 1 << 20;

    private final ResourceTypes types;
    private final ServerDocuments documents;
    private final ObjectHandler objects;
    private final WatchHandler watches;
    private final PodActions actions;
    private final KubeletProxy kubelets;

    /**
     * A handler of everything that is kept in {@code store}.
     *
     * @param kubeletIdentity the client certificate to show to kubelets, if any
     * @param watcherLimit how many events a watcher may be behind
     */
    public ApiHandler(
            Vertx vertx,
            ObjectStore store,
            ResourceTypes types,
            Registry registry,
            Optional<PemKeyCertOptions> kubeletIdentity,
            Clock clock,
            int watcherLimit) {
        this.types = types;
        this.documents = new ServerDocuments(types);
        this.objects = new ObjectHandler(store, registry, clock);
        this.watches = new WatchHandler(vertx, store, clock, watcherLimit);
        this.actions = new PodActions(types, registry, new PodBinding(store, clock), new Tokens(store, clock));
        this.kubelets = new KubeletProxy(vertx, store, kubeletIdentity, Answers::failure);
    }

    /** What the HTTP server must be told for the requests of kubectl; address and port are the caller's. */
    public static HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setTcpNoDelay(true)
                .setMaxInitialLineLength(LONGEST_HEAD)
                .setMaxHeaderSize(LONGEST_HEAD)
                .setMaxWebSocketFrameSize(LONGEST_FRAME)
                .setMaxWebSocketMessageSize(LONGEST_FRAME)
                .setWebSocketSubProtocols(KubeletProxy.ACCEPTED_WEB_SOCKET_PROTOCOLS);
    }

    @Override
    public void handle(HttpServerRequest request) {
        try {
            if (!documents.answer(request)) {
                route(request, RequestPath.parse(String.valueOf(request.path())).orElseThrow(ApiFailure::noSuchPath));
            }
        } catch (RuntimeException failure) {
            Answers.failure(request, failure);
        }
    }

    private void route(HttpServerRequest request, RequestPath path) {
        if (Reviews.serves(path)) {
            withBody(request, body -> Answers.json(request, 201, Reviews.answer(body.readObject())));
            return;
        }
        if (path.resource().equals("bindings") && path.group().isEmpty()) {
            withBody(request, body -> {
                var wanted = body.readObject();
                String pod = Json.text(wanted, "metadata", "name");
                actions.bind(request, new ObjectKey(GroupResource.PODS, path.namespace(), pod), wanted);
            });
            return;
        }
        ResourceType type =
                types.find(path.group(), path.version(), path.resource()).orElseThrow(ApiFailure::noSuchPath);
        if (!path.name().isEmpty() && type.namespaced() && path.namespace().isEmpty()) {
            throw ApiFailure.noSuchPath();
        }
        if (path.name().isEmpty()) {
            collection(request, type, path);
        } else if (path.subresource().isEmpty()) {
            object(request, type, path);
        } else {
            subresource(request, type, path);
        }
    }

    private void collection(HttpServerRequest request, ResourceType type, RequestPath path) {
        switch (request.method().name()) {
            case "GET" -> {
                if (!Parameters.of(request).flag("watch")) {
                    objects.list(request, type, path);
                } else if (request.headers().contains("Sec-WebSocket-Key")) {
                    refuseWebSocket(request);
                } else {
                    watches.handle(request, type, path);
                }
            }
            case "POST" -> {
                if (type.namespaced() && path.namespace().isEmpty()) {
                    throw ApiFailure.methodNotAllowed("objects of this kind are created within a namespace");
                }
                withBody(request, body -> objects.create(request, type, path.namespace(), body));
            }
            case "DELETE" -> withBody(request, body -> objects.deleteCollection(request, type, path, body));
            default -> throw notAllowed(request);
        }
    }

    /** Watches come as plain HTTP only; a plain 200 makes clients that tried a WebSocket first come back so. */
    private static void refuseWebSocket(HttpServerRequest request) {
        Answers.text(request, 200, "watches are served over plain HTTP, not over WebSocket\n");
    }

    private void object(HttpServerRequest request, ResourceType type, RequestPath path) {
        ObjectKey key = key(type, path);
        switch (request.method().name()) {
            case "GET" -> {
                if (Parameters.of(request).flag("watch")) {
                    watches.handle(request, type, path);
                } else {
                    objects.get(request, type, key);
                }
            }
            case "PUT" -> withBody(request, body -> objects.replace(request, type, key, Part.MAIN, body));
            case "PATCH" -> withBody(request, body -> objects.patch(request, type, key, Part.MAIN, body));
            case "DELETE" -> withBody(request, body -> objects.delete(request, type, key, body));
            default -> throw notAllowed(request);
        }
    }

    private void subresource(HttpServerRequest request, ResourceType type, RequestPath path) {
        ObjectKey key = key(type, path);
        boolean pod = type.id().equals(GroupResource.PODS);
        if (pod && path.subresource().equals("log")) {
            kubelets.logs(request, key);
        } else if (pod && STREAMS.contains(path.subresource())) {
            kubelets.stream(request, key, path.subresource());
        } else if (type.id().equals(GroupResource.NODES) && path.subresource().equals("proxy")) {
            kubelets.node(request, key, path.rest());
        } else if (request.method().name().equals("POST")) {
            withBody(request, body -> actions.post(request, key, path.subresource(), body));
        } else {
            partOf(request, type, key, part(type, path.subresource()));
        }
    }

    private static Part part(ResourceType type, String subresource) {
        if (subresource.equals("status") && type.hasStatus()) {
            return Part.STATUS;
        }
        if (subresource.equals("ephemeralcontainers") && type.id().equals(GroupResource.PODS)) {
            return Part.EPHEMERAL_CONTAINERS;
        }
        throw ApiFailure.noSuchPath();
    }

    private void partOf(HttpServerRequest request, ResourceType type, ObjectKey key, Part part) {
        switch (request.method().name()) {
            case "GET" -> objects.get(request, type, key);
            case "PUT" -> withBody(request, body -> objects.replace(request, type, key, part, body));
            case "PATCH" -> withBody(request, body -> objects.patch(request, type, key, part, body));
            default -> throw notAllowed(request);
        }
    }

    private static ObjectKey key(ResourceType type, RequestPath path) {
        return new ObjectKey(type.id(), path.namespace(), path.name());
    }

    private static ApiFailure notAllowed(HttpServerRequest request) {
        return ApiFailure.methodNotAllowed("the server does not allow " + request.method() + " on this resource");
    }

    private static void withBody(HttpServerRequest request, Handler<RequestBody> action) {
        request.body().onComplete(read -> {
            try {
                if (read.failed()) {
                    throw ApiFailure.badRequest(
                            "the body did not arrive: " + read.cause().getMessage());
                }
                action.handle(RequestBody.of(request.getHeader("Content-Type"), read.result()));
            } catch (RuntimeException failure) {
                Answers.failure(request, failure);
            }
        });
    }
}
