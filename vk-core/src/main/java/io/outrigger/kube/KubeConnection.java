// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.outrigger.loop.Threads;
import io.outrigger.spi.PodRef;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one cluster: one HTTP client, and everything the core reads and writes through it. Opened once by
 * the entry type; safe from any thread. Nothing is asked of the server before something is used.
 *
 * <pre>{@code
 * try (KubeConnection cluster = KubeConnection.builder().kubeconfig(path).open()) {
 *     cluster.checkAccess();
 *     PodFeed pods = cluster.podFeed(cache);
 * }
 * }</pre>
 */
public final class KubeConnection implements AutoCloseable {

    /** Lists under way at once; the rest of a rush after a restart of the server waits. */
    private static final int LISTS = 4;

    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(30);
    private static final Duration LINGERING = Duration.ofMinutes(1);

    private final OkHttpClient http;
    private final ApiServer api;
    private final Watching watching;
    private final int watchesPerNode;
    private final ApiEventRecorder events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> opened = new ArrayDeque<>();

    private KubeConnection(Config config, Builder builder) {
        var json = new Json();
        this.http = open(config, builder.clock);
        this.api = new ApiServer(http, address(config), json, REQUEST_LIMIT);
        ExecutorService lists = Threads.workers("kube-list", LISTS);
        ScheduledExecutorService timer = Threads.timer("kube-timer");
        this.watching = new Watching(api, lists, timer, builder.clock, builder.timing);
        this.watchesPerNode = builder.watchesPerNode;
        this.events = new ApiEventRecorder(api, builder.clock);
    }

    private static OkHttpClient open(Config config, Clock clock) {
        try {
            return HttpTuning.client(config, clock);
        } catch (KubernetesClientException | IllegalArgumentException failure) {
            throw new KubeConfigException(
                    "the credentials for " + config.getMasterUrl() + " cannot be used: " + failure.getMessage(),
                    failure);
        }
    }

    private static String address(Config config) {
        String url = config.getMasterUrl();
        return url.endsWith("/") ? url : url + "/";
    }

    /** Loads the classes that a connection is made of, which opening one would wait for; any thread, no I/O. */
    public static void load() {
        var kubeconfig = Json.bytes("clusters: [{name: none}]\nusers: [{name: none}]\ncontexts: [{name: none}]\n");
        KubeconfigReader.read(new ByteArrayInputStream(kubeconfig));
        HttpTuning.client(Config.empty(), Clock.systemUTC());
    }

    /** Says how to reach the cluster. */
    public static Builder builder() {
        return new Builder();
    }

    /** Writes pods. */
    public PodWriter podWriter() {
        return new ApiPodWriter(api);
    }

    /** Reads and writes nodes. */
    public NodeWriter nodeWriter() {
        return new ApiNodeWriter(api);
    }

    /** Reads and writes node leases. */
    public LeaseWriter leaseWriter() {
        return new ApiLeaseWriter(api);
    }

    /** Asks who somebody is and what he may do. */
    public AccessReviews accessReviews() {
        return new ApiAccessReviews(api);
    }

    /** Asks for tokens. */
    public TokenRequests tokenRequests() {
        return new ApiTokenRequests(api);
    }

    /** Requests serving certificates. */
    public CertificateRequests certificateRequests() {
        return new ApiCertificateRequests(api);
    }

    /** Reports pods; closed with the connection at the latest. */
    public PodFeed podFeed(PodFeed.Handler handler) {
        PodFeed feed = new PodWatches(handler, watching, watchesPerNode);
        return closing(feed, feed::close);
    }

    /** Reports nodes; closed with the connection at the latest. */
    public NodeFeed nodeFeed(NodeFeed.Handler handler) {
        NodeFeed feed = new NodeWatches(handler, watching, watchesPerNode);
        return closing(feed, feed::close);
    }

    /** The cluster's Services, from now on; closed with the connection at the latest. */
    public ServiceDirectory services() {
        ServiceDirectory directory = new ServiceWatch(watching);
        return closing(directory, directory::close);
    }

    /**
     * ConfigMaps and Secrets; closed with the connection at the latest.
     *
     * @param onChange told of a pod when something that it uses has changed; returns at once
     */
    public References references(Consumer<PodRef> onChange) {
        References references = new WatchedReferences(watching, onChange, LINGERING);
        return closing(references, references::close);
    }

    /** Records events; what is waiting is written when the connection is closed. */
    public EventRecorder eventRecorder() {
        return events;
    }

    /** How many events have never been written, because there were too many or the server did not take them. */
    public long droppedEvents() {
        return events.dropped();
    }

    /**
     * Asks whether this identity may do what the core does. A server without access reviews is taken to allow it.
     *
     * @param duties what it does beside what it always does
     * @throws KubeException 403, with each missing permission by verb and resource in its message
     */
    public void checkAccess(Duty... duties) throws KubeException {
        new AccessCheck(api).run(duties);
    }

    /**
     * The server's version, such as {@code v1.36.3}.
     *
     * @throws KubeException when it cannot be asked or refuses these credentials
     */
    public String serverVersion() throws KubeException {
        JsonNode version = api.send(ApiRequest.get("version", "asking the API server for its version"), JsonNode.class);
        return version.path("gitVersion").asText();
    }

    private <T> T closing(T resource, Runnable close) {
        lock.lock();
        try {
            opened.push(close);
            return resource;
        } finally {
            lock.unlock();
        }
    }

    /** Closes everything that was handed out, last first, and then the client. Waits two seconds for events at most. */
    @Override
    public void close() {
        List<Runnable> closing;
        lock.lock();
        try {
            closing = List.copyOf(opened);
            opened.clear();
        } finally {
            lock.unlock();
        }
        closing.forEach(Runnable::run);
        events.close();
        watching.timer().shutdownNow();
        watching.lists().shutdownNow();
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    /** How a cluster is reached; without any call, as kubectl would find it, or by the service account of the pod. */
    public static final class Builder {

        private @Nullable Path kubeconfig;
        private @Nullable String context;
        private @Nullable Config config;
        private int watchesPerNode = 50;
        private Clock clock = Clock.systemUTC();
        private WatchTiming timing = WatchTiming.standard();

        private Builder() {}

        /** Reads this kubeconfig file. */
        public Builder kubeconfig(Path file) {
            this.kubeconfig = file;
            return this;
        }

        /** Uses this context of the kubeconfig rather than the current one. */
        public Builder context(String name) {
            this.context = name;
            return this;
        }

        /** Uses a configuration made elsewhere; it must not be changed afterwards. */
        public Builder config(Config ready) {
            this.config = ready;
            return this;
        }

        /**
         * Up to how many nodes have watches of their own, default 50; more share one, which needs the right to list all
         * pods. An identity of the group {@code system:nodes} must never share.
         */
        public Builder watchesPerNode(int most) {
            this.watchesPerNode = most;
            return this;
        }

        /** Tells the time. */
        public Builder clock(Clock source) {
            this.clock = source;
            return this;
        }

        /** Shortens waits in tests. */
        Builder timing(WatchTiming times) {
            this.timing = times;
            return this;
        }

        /**
         * Opens the connection; asks nothing of the server.
         *
         * @throws KubeConfigException when address or credentials cannot be used
         */
        public KubeConnection open() {
            Config found = config;
            if (found == null) {
                found = kubeconfig == null
                        ? Kubeconfig.surrounding(context, clock)
                        : Kubeconfig.file(kubeconfig, context, clock);
            }
            return new KubeConnection(found, this);
        }
    }
}
