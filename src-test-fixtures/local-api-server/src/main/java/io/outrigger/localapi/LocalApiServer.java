// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.http.ApiHandler;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.registry.EventRecorder;
import io.outrigger.localapi.registry.PodBinding;
import io.outrigger.localapi.registry.Registry;
import io.outrigger.localapi.resource.PodAdmission;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.schedule.Scheduler;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectStore;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server in memory, with a scheduler, on the loopback interface and without authentication. It is for
 * demonstrations and tests; programs start one, point kubectl or a client at {@link #url()}, and close it. All methods
 * may be called from any thread and none waits longer than the server takes to start or stop.
 */
public final class LocalApiServer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final Settings settings;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
    private volatile @Nullable HttpServer server;

    LocalApiServer(Settings settings) {
        this.settings = settings;
    }

    /** Starts to describe a server; unchanged, it takes any free port. */
    public static LocalApiServerBuilder builder() {
        return new LocalApiServerBuilder();
    }

    /**
     * Starts to listen and returns once it does.
     *
     * @return this server
     * @throws IllegalStateException when the port is taken
     */
    public LocalApiServer start() {
        Context loop = vertx.getOrCreateContext();
        Future<HttpServer> listening = Future.future(
                promise -> loop.runOnContext(started -> listen(loop).onComplete(promise)));
        try {
            server = listening.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            close();
            throw new IllegalStateException(
                    "the API server cannot listen on 127.0.0.1:" + settings.port() + ": " + e.getMessage(), e);
        }
        return this;
    }

    private Future<HttpServer> listen(Context loop) {
        ObjectStore store = new ObjectStore(settings.watchHistory());
        ResourceTypes types = ResourceTypes.builtIn(new PodAdmission(settings.mountTokens()));
        Registry registry = new Registry(store, types, settings.clock());
        furnish(types, registry);
        if (settings.scheduler()) {
            EventRecorder events = new EventRecorder(registry, types, settings.clock(), "default-scheduler");
            new Scheduler(
                            store,
                            new PodBinding(store, settings.clock()),
                            events,
                            task -> loop.runOnContext(next -> task.run()))
                    .start();
        }
        ApiHandler handler = new ApiHandler(
                vertx, store, types, registry, settings.kubeletIdentity(), settings.clock(), settings.watcherBacklog());
        HttpServerOptions options =
                ApiHandler.serverOptions().setHost("127.0.0.1").setPort(settings.port());
        return vertx.createHttpServer(options).requestHandler(handler).listen();
    }

    /** What every cluster has from the start. */
    private static void furnish(ResourceTypes types, Registry registry) {
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode namespace = Json.object();
            namespace.putObject("metadata").put("name", name);
            registry.create(types.require(GroupResource.NAMESPACES), "", namespace, false);
        }
        ObjectNode service = Json.object();
        service.putObject("metadata").put("name", "kubernetes");
        ObjectNode port = service.putObject("spec")
                .put("clusterIP", "10.96.0.1")
                .putArray("ports")
                .addObject();
        port.put("name", "https").put("port", 443).put("targetPort", 6443);
        registry.create(types.require(GroupResource.SERVICES), "default", service, false);
    }

    /** The port it listens on. */
    public int port() {
        HttpServer listening = server;
        if (listening == null) {
            throw new IllegalStateException("the API server is not started");
        }
        return listening.actualPort();
    }

    /** Where the API is, for example {@code http://127.0.0.1:8001}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Writes a kubeconfig with one context, {@code local}, that leads here; an existing file is replaced. */
    public void writeKubeconfig(Path file) throws IOException {
        Kubeconfig.write(file, url());
    }

    /** Stops serving; open watches end. Closing twice, or without a start, does no harm. */
    @Override
    public void close() {
        vertx.close().await();
    }
}
