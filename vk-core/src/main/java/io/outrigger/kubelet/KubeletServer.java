// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kube.AccessReviews;
import io.outrigger.kubelet.access.Access;
import io.outrigger.kubelet.certificate.CertificateSource;
import io.outrigger.kubelet.certificate.SelfSigned;
import io.outrigger.loop.Threads;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubelet endpoint of all nodes: one HTTPS server on one port, which a pod's namespace and name lead to its site.
 * Made, started and closed by the entry of the core, from any thread; requests are served on its own threads.
 *
 * <p>It follows the kubelet's own server ({@code pkg/kubelet/server}) in routes, texts and status codes. HTTP/1.1 only:
 * the API server asks for no more where connections are upgraded.
 */
public final class KubeletServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KubeletServer.class);
    private static final Duration READ_CERTIFICATES = Duration.ofSeconds(10);
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);
    private static final Duration IDLE = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(5);
    private static final int FORWARDED_PER_NODE = 256;
    private static final int FORWARDED = 1024;
    private static final int WORKERS = 16;

    private final EndpointOptions options;
    private final Credentials credentials;
    private final AcceptedConnections connections;
    private final Vertx vertx;
    private final ExecutorService streams = Threads.elastic("kubelet-stream");
    /** Outlives the streams, because they end when it closes what they read. */
    private final ExecutorService closers = Threads.elastic("kubelet-close");

    private final ExecutorService workers = Threads.workers("kubelet-worker", WORKERS);
    /** Apart from the workers, because an API server that does not answer holds them. */
    private final ExecutorService reviewers = Threads.workers("kubelet-access", WORKERS);

    private final Router router;
    private final HttpServer server;
    private final HealthServer health;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Makes a server that does not listen yet.
     *
     * @param options where to listen and whom to serve
     * @param pods the pods and sites of our nodes
     * @param reviews tells who callers are and what they may do
     * @param metrics the answer to {@code /metrics} in the text format of Prometheus
     * @param clock the clock of {@code sinceSeconds} and of self-signed certificates
     */
    public KubeletServer(
            EndpointOptions options, PodLookup pods, AccessReviews reviews, Supplier<String> metrics, Clock clock) {
        this(options, pods, reviews, metrics, clock, StreamTimeouts.DEFAULT);
    }

    /**
     * Makes a server that does not listen yet, with a serving certificate from elsewhere.
     *
     * @param options where to listen and whom to serve; what they say of files does not count
     * @param serving the serving certificate
     * @param pods the pods and sites of our nodes
     * @param reviews tells who callers are and what they may do
     * @param metrics the answer to {@code /metrics} in the text format of Prometheus
     * @param clock the clock of {@code sinceSeconds}
     */
    public KubeletServer(
            EndpointOptions options,
            CertificateSource serving,
            PodLookup pods,
            AccessReviews reviews,
            Supplier<String> metrics,
            Clock clock) {
        this(options, serving, pods, reviews, metrics, clock, StreamTimeouts.DEFAULT);
    }

    KubeletServer(
            EndpointOptions options,
            PodLookup pods,
            AccessReviews reviews,
            Supplier<String> metrics,
            Clock clock,
            StreamTimeouts timeouts) {
        this(options, new ServingCertificate(options, clock), pods, reviews, metrics, clock, timeouts);
    }

    KubeletServer(
            EndpointOptions options,
            CertificateSource serving,
            PodLookup pods,
            AccessReviews reviews,
            Supplier<String> metrics,
            Clock clock,
            StreamTimeouts timeouts) {
        this.options = options;
        this.credentials = new Credentials(serving, new ClientAuthority(options.clientCaFile()));
        this.connections = new AcceptedConnections(options.limits());
        this.vertx = vertx(connections);
        var slots = new StreamSlots(
                "streams", options.limits().streamsPerNode(), options.limits().streams());
        var forwarded = new StreamSlots("forwarded connections", FORWARDED_PER_NODE, FORWARDED);
        var gate = new Gate(options.anonymous(), credentials.clients(), new Access(reviews), reviewers, connections);
        this.router = new Router(
                gate,
                pods,
                new LogRoute(pods, clock, slots, streams, closers),
                new CommandRoute(pods, slots, timeouts, streams),
                new RunRoute(pods, slots, streams),
                new PortForwardRoute(pods, slots, forwarded, timeouts, streams, closers),
                new PodsRoute(pods, workers),
                new StatsRoute(pods, streams),
                new ConfigRoute(options, timeouts.idle()),
                new MetricsRoute(metrics, workers));
        var guard = new ConnectionGuard(vertx, FIRST_REQUEST, IDLE);
        this.health = new HealthServer(vertx, guard);
        this.server = vertx.createHttpServer(HttpsOptions.of(options, credentials))
                .connectionHandler(guard::opened)
                .requestHandler(request -> {
                    guard.began(request);
                    router.handle(request);
                });
    }

    private static Vertx vertx(AcceptedConnections connections) {
        var options = new VertxOptions()
                .setUseDaemonThread(true)
                .setEventLoopPoolSize(2)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        return Vertx.builder()
                .with(options)
                .withTransport(new CountingTransport(connections))
                .build();
    }

    /** Loads the classes that a server and its certificate are made of, which a constructor would wait for; any thread. */
    @SuppressWarnings("FutureReturnValueIgnored") // what was made for it serves nobody
    public static void load() {
        var vertx = vertx(new AcceptedConnections(EndpointLimits.DEFAULT));
        try {
            vertx.createHttpServer();
            SelfSigned.create("127.0.0.1", Instant.EPOCH);
        } catch (IOException told) {
            LOG.debug("a certificate cannot be made; whoever needs one will say so", told);
        } finally {
            vertx.close();
        }
    }

    /**
     * Reads the certificates and listens; returns when connections are accepted.
     *
     * @throws IOException when a file cannot be used or the port is taken; the message names it and the remedy
     */
    public void start() throws IOException {
        start(READ_CERTIFICATES);
    }

    void start(Duration readCertificates) throws IOException {
        credentials.start(readCertificates);
        listen(
                server.listen(options.port(), options.address()),
                "the kubelet endpoint cannot listen on " + options.address() + ":" + options.port(),
                "choose another endpoint.address or endpoint.port");
        if (options.healthPort() != 0) {
            listen(
                    health.listen(options.healthPort()),
                    "health cannot be told on " + HealthServer.place(options.healthPort()),
                    "choose another endpoint.healthPort");
        }
    }

    /** The port it listens on, after {@link #start}. */
    public int port() {
        return server.actualPort();
    }

    /** How many connections there are, whoever has them. */
    int connections() {
        return connections.open();
    }

    /** The first segments of the paths that are served. */
    Set<String> routes() {
        return router.routes();
    }

    Credentials credentials() {
        return credentials;
    }

    /** Closes all connections and ends the streams behind them. Idempotent; returns when the port is free. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        credentials.close();
        wait(server.close());
        wait(health.close());
        end(streams);
        end(closers);
        end(workers);
        end(reviewers);
        wait(vertx.close());
    }

    /** Their connections are closed, so they end by themselves; what does not is interrupted. */
    private static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException hurry) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private static void wait(Future<?> done) {
        done.toCompletionStage().toCompletableFuture().join();
    }

    private static void listen(Future<?> listening, String complaint, String remedy) throws IOException {
        try {
            wait(listening);
        } catch (CompletionException | CancellationException refused) {
            var cause = refused.getCause() == null ? refused : refused.getCause();
            var advice = cause instanceof BindException ? "; " + remedy + ", or stop what listens there" : "";
            throw new IOException(complaint + ": " + cause.getMessage() + advice, cause);
        }
    }
}
