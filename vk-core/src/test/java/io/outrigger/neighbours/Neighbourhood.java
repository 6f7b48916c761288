// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.outrigger.VirtualKubelet;
import io.outrigger.VirtualKubeletBuilder;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.localapi.LocalApiServer;
import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.provider.memory.TimingProvider;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A cluster in memory with fifty healthy sites and a few bad ones, and what a user does and sees there. */
final class Neighbourhood implements AutoCloseable {

    private final int healthy;
    private final LocalApiServer server = LocalApiServer.builder().build().start();
    final MemoryFactory memory = new MemoryFactory();
    final KubernetesClient client;
    final VirtualKubelet kubelet;
    final PodWatch watch;
    private final ConcurrentHashMap<String, Long> applied = new ConcurrentHashMap<>();
    private final AtomicInteger pods = new AtomicInteger();

    /** Fifty healthy sites and so many of the provider {@code bad}, started. */
    Neighbourhood(Path directory, ProviderFactory bad, int badSites) throws Exception {
        this(directory, bad, badSites, 50);
    }

    /** As many healthy sites as one wants. */
    Neighbourhood(Path directory, ProviderFactory bad, int badSites, int healthySites) throws Exception {
        healthy = healthySites;
        var config = Config.empty();
        config.setMasterUrl(server.url());
        client = new KubernetesClientBuilder().withConfig(config).build();
        watch = new PodWatch(client);
        kubelet = builder(directory)
                .provider(bad)
                .sites(IntStream.range(0, badSites)
                        .mapToObj(number -> SiteSpec.of(badSite(number), "bad", Map.of()))
                        .toList())
                .build();
    }

    static String badSite(int number) {
        return "bad-" + number;
    }

    static String healthySite(int number) {
        return "healthy-" + number;
    }

    static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    private VirtualKubeletBuilder builder(Path directory) throws IOException {
        Path kubeconfig = directory.resolve("kubeconfig");
        server.writeKubeconfig(kubeconfig);
        return VirtualKubelet.builder()
                .cluster("neighbourhood")
                .kubeconfig(kubeconfig)
                .endpoint(EndpointOptions.selfSigned("127.0.0.1", 0, null))
                .provider(new TimingProvider(memory, applied))
                .sites(IntStream.range(0, healthy)
                        .mapToObj(number -> SiteSpec.of(healthySite(number), "memory", Map.of()))
                        .toList());
    }

    /** Starts and waits until the fifty are Ready. */
    void start() throws Exception {
        kubelet.start();
        soon().until(() -> client.nodes().list().getItems().stream()
                        .filter(node -> node.getMetadata().getName().startsWith("healthy-"))
                        .filter(Neighbourhood::ready)
                        .count()
                == healthy);
        soon().until(kubelet::ready);
    }

    /** One pod for every healthy site, until all run; then all are deleted, until all are gone. */
    Latencies round() {
        int round = pods.incrementAndGet();
        var bound = new ConcurrentHashMap<String, Long>();
        for (int site = 0; site < healthy; site++) {
            String name = "pod-" + round + "-" + site;
            bound.put(name, System.nanoTime());
            bind(name, healthySite(site));
        }
        soon().until(() -> bound.keySet().stream().allMatch(watch.running()::containsKey));
        var latencies = new Latencies();
        bound.forEach((name, time) ->
                latencies.add(time, applied.get(name), watch.running().get(name)));
        bound.keySet()
                .forEach(name ->
                        client.pods().inNamespace("default").withName(name).delete());
        soon().until(() -> bound.keySet().stream().allMatch(watch.gone()::contains));
        soon().until(() -> IntStream.range(0, healthy)
                .allMatch(site -> memory.place(healthySite(site)).pods().stream()
                        .noneMatch(pod -> bound.containsKey(pod.ref().name()))));
        return latencies;
    }

    /** Binds a pod to a site. */
    PodRef bind(String name, String site) {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withNodeName(site)
                .withAutomountServiceAccountToken(false)
                .addNewContainer()
                .withName("main")
                .withImage("example.invalid/app:1")
                .endContainer()
                .endSpec()
                .build();
        return PodRef.of(client.resource(pod).create());
    }

    Pod pod(String name) {
        return client.pods().inNamespace("default").withName(name).get();
    }

    /** The message of a node's condition Ready with its status before it. */
    String readiness(String name) {
        Node node = client.nodes().withName(name).get();
        return node == null
                ? "no node"
                : node.getStatus().getConditions().stream()
                        .filter(each -> each.getType().equals("Ready"))
                        .map(each -> each.getStatus() + " " + each.getMessage())
                        .findFirst()
                        .orElse("no condition");
    }

    /** The events about a pod: reason and message. */
    List<String> podEvents(String name) {
        return events("default", name);
    }

    /** The events about a node: reason and message. */
    List<String> nodeEvents(String name) {
        return events("default", name);
    }

    private List<String> events(String namespace, String name) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(name))
                .map(event -> event.getReason() + " " + event.getMessage())
                .toList();
    }

    /** How many healthy nodes have ever left Ready: the time of their last transition tells. */
    long unsteady(Instant since) {
        return client.nodes().list().getItems().stream()
                .filter(node -> node.getMetadata().getName().startsWith("healthy-"))
                .filter(node -> !ready(node)
                        || Instant.parse(readyCondition(node).getLastTransitionTime())
                                .isAfter(since))
                .count();
    }

    @Override
    public void close() {
        kubelet.close();
        server.close();
        client.close();
    }

    private static boolean ready(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(each -> each.getType().equals("Ready")
                                && each.getStatus().equals("True"));
    }

    private static NodeCondition readyCondition(Node node) {
        return node.getStatus().getConditions().stream()
                .filter(each -> each.getType().equals("Ready"))
                .findFirst()
                .orElseThrow();
    }
}
