// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.outrigger.kube.Duty;
import io.outrigger.kube.KubeConnection;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.PodFeed;
import io.outrigger.kubelet.KubeletServer;
import io.outrigger.kubelet.RequestedCertificate;
import io.outrigger.kubelet.certificate.ClusterCertificate;
import io.outrigger.kubelet.certificate.ServingNames;
import io.outrigger.metrics.Metrics;
import io.outrigger.node.NodeApi;
import io.outrigger.node.NodeController;
import io.outrigger.node.NodeSettings;
import io.outrigger.pod.PodCache;
import io.outrigger.site.OpenSite;
import io.outrigger.site.SiteListener;
import io.outrigger.site.SiteProbe;
import io.outrigger.site.Sites;
import io.outrigger.spi.ProviderException;
import io.outrigger.status.PodLanes;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Opens the parts of a virtual kubelet in the order a kubelet starts in, each remembered to be closed in the opposite
 * order: the cluster, the sites' providers, the endpoint, the lanes; only then the sites, and last the work.
 */
final class Wiring {

    private static final int POD_WORKERS = 32;

    private final Settings settings;
    private final Metrics metrics;
    private final Shutdown shutdown;
    private final Clock clock;
    private final List<String> addresses;

    private Wiring(Settings settings, Metrics metrics, Shutdown shutdown) {
        this.settings = settings;
        this.metrics = metrics;
        this.shutdown = shutdown;
        this.clock = settings.clock();
        this.addresses = List.of(settings.endpoint().address());
    }

    /** Opens everything and starts to work. What was opened before a failure is in {@code shutdown}. */
    static Parts open(Settings settings, Metrics metrics, Shutdown shutdown)
            throws KubeException, ProviderException, IOException {
        return new Wiring(settings, metrics, shutdown).open();
    }

    private Parts open() throws KubeException, ProviderException, IOException {
        Preload.begin();
        KubeConnection cluster = connect();
        // Asking takes as long as opening everything else.
        try (var check = ClusterCheck.begin(cluster, duties())) {
            return open(cluster, check);
        }
    }

    private Parts open(KubeConnection cluster, ClusterCheck check)
            throws KubeException, ProviderException, IOException {
        FunctionCounter.builder("outrigger.events.dropped", cluster, KubeConnection::droppedEvents)
                .description("Events that were never written")
                .register(metrics.registry());

        var sites = new Sites(clock, metrics.registry());
        var fleet = shutdown.opened("providers", new Fleet(settings, sites));
        shutdown.opened("sites", sites);

        var cache = new PodCache();
        var certificate = Optional.ofNullable(settings.endpoint().requested())
                .map(requested -> shutdown.opened("serving certificate", certificate(requested, cluster, sites)));
        var endpoint = shutdown.opened("kubelet endpoint", endpoint(certificate, cluster, cache, sites));
        endpoint.start();
        PodLanes pods = pods(cluster, cache, sites);
        fleet.openDeclared();
        String version = KubeletVersion.of(check.version());
        NodeController nodes = nodes(
                cluster,
                sites,
                pods,
                new NodeSettings(settings.cluster(), version, addresses, endpoint.port(), settings.taintProvider()));
        PodFeed feed = shutdown.opened("pod feed", cluster.podFeed(cache));
        sites.listen(new Watched(feed));
        var probe = shutdown.opened("site probe", new SiteProbe(sites, clock));

        fleet.startDeclared();
        nodes.start();
        pods.start();
        probe.start();
        // Last, because the names of all declared nodes are a part of it.
        certificate.ifPresent(ClusterCertificate::begin);
        return new Parts(fleet, endpoint, cache);
    }

    private KubeConnection connect() throws KubeException {
        return shutdown.opened(
                "cluster connection", settings.connection().clock(clock).open());
    }

    private ClusterCertificate certificate(RequestedCertificate requested, KubeConnection cluster, Sites sites) {
        var certificate = new ClusterCertificate(
                cluster.certificateRequests(),
                requested.directory(),
                requested.approve(),
                () -> ServingNames.of(
                        settings.endpoint().address(),
                        sites.all().stream().map(OpenSite::name).toList()),
                clock,
                new SecureRandom());
        Gauge.builder("outrigger.certificate.remaining", certificate, ClusterCertificate::remainingSeconds)
                .description("How long the serving certificate is still good; 0 when there is none")
                .baseUnit("seconds")
                .register(metrics.registry());
        return certificate;
    }

    private KubeletServer endpoint(
            Optional<ClusterCertificate> certificate, KubeConnection cluster, PodCache cache, Sites sites) {
        var options = settings.endpoint();
        var pods = new PodDirectory(cache, sites);
        var reviews = cluster.accessReviews();
        return certificate
                .map(requested -> new KubeletServer(options, requested, pods, reviews, metrics::text, clock))
                .orElseGet(() -> new KubeletServer(options, pods, reviews, metrics::text, clock));
    }

    private Duty[] duties() {
        var requested = settings.endpoint().requested();
        if (requested == null) {
            return new Duty[] {};
        }
        return requested.approve()
                ? new Duty[] {Duty.REQUEST_CERTIFICATES, Duty.APPROVE_CERTIFICATES}
                : new Duty[] {Duty.REQUEST_CERTIFICATES};
    }

    private PodLanes pods(KubeConnection cluster, PodCache cache, Sites sites) {
        var resolver = new PodSources(cluster, addresses, clock);
        var lanes = new PodLanes(
                cache,
                sites,
                cluster.podWriter(),
                cluster.eventRecorder(),
                resolver,
                node -> addresses,
                metrics.registry(),
                clock,
                POD_WORKERS);
        resolver.onChange(lanes::work);
        return shutdown.opened("pod lanes", lanes);
    }

    private NodeController nodes(KubeConnection cluster, Sites sites, PodLanes pods, NodeSettings common) {
        var api = new NodeApi(
                cluster.nodeWriter(),
                cluster.leaseWriter(),
                cluster.eventRecorder(),
                handler -> cluster.nodeFeed(new SeenNodes(handler, pods.guard()::nodeSeen)));
        var controller = new NodeController(sites, api, common, metrics.registry(), clock);
        return shutdown.opened("nodes", controller);
    }

    /** Watches the pods of every open site. */
    private record Watched(PodFeed feed) implements SiteListener {
        @Override
        public void opened(OpenSite site) {
            feed.watch(site.name());
        }

        @Override
        public void closed(OpenSite site) {
            feed.unwatch(site.name());
        }
    }
}
