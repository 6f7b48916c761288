// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.outrigger.localapi.LocalApiServer;
import io.outrigger.spi.PodRef;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything once against an API server. */
final class KubeConnectionTest {

    private final LocalApiServer server = LocalApiServer.builder()
            .scheduler(false)
            .mountServiceAccountTokens(false)
            .build();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Journal journal = new Journal();
    private KubeConnection cluster;

    @BeforeEach
    void open(@TempDir Path directory) throws Exception {
        server.start();
        server.writeKubeconfig(directory.resolve("config"));
        cluster = KubeConnection.builder()
                .kubeconfig(directory.resolve("config"))
                .timing(KubeFixture.QUICK)
                .watchesPerNode(2)
                .open();
    }

    @AfterEach
    void close() {
        cluster.close();
        server.close();
    }

    @Test
    void theServerTellsItsVersionAndWhatIsAllowed() throws KubeException {
        assertThat(cluster.serverVersion()).startsWith("v1.");
        cluster.checkAccess();
    }

    @Test
    void aPodIsReportedGetsAStatusAndGoes() throws Exception {
        PodFeed feed = cluster.podFeed(journal);
        feed.watch("edge-1");
        until(() -> assertThat(journal.lines).containsExactly("synced edge-1"));
        PodRef web = createPod("web", "edge-1");
        Pod seen = read("/api/v1/namespaces/default/pods/web", Pod.class);
        var running = new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP("10.0.0.9")
                .build();
        Pod stored = cluster.podWriter().patchStatus(seen, running);
        assertThat(stored.getStatus().getPhase()).isEqualTo("Running");
        cluster.podWriter().delete(web);
        cluster.podWriter().delete(web);
        until(() -> assertThat(journal.lines).hasSize(4).last().asString().startsWith("removed web/"));
    }

    @Test
    void aStatusForAnotherIncarnationIsAConflict() throws Exception {
        createPod("web", "edge-1");
        Pod seen = read("/api/v1/namespaces/default/pods/web", Pod.class);
        seen.getMetadata().setUid("another");
        assertThatThrownBy(() -> cluster.podWriter()
                        .patchStatus(
                                seen,
                                new PodStatusBuilder().withPhase("Running").build()))
                .isInstanceOfSatisfying(
                        KubeException.class,
                        refused -> assertThat(refused.conflict()).isTrue());
    }

    @Test
    void sitesBeyondTheThresholdAreServedByOneWatchAndNothingIsLostOrRemoved() throws Exception {
        createPod("a", "edge-1");
        createPod("c", "edge-3");
        createPod("x", "elsewhere");
        PodFeed feed = cluster.podFeed(journal);
        feed.watch("edge-1");
        feed.watch("edge-2");
        until(() -> assertThat(journal.lines).contains("synced edge-1", "synced edge-2"));
        feed.watch("edge-3");
        until(() -> assertThat(journal.lines).contains("synced edge-3"));
        createPod("b", "edge-2");
        feed.watch("edge-4");
        createPod("d", "edge-4");
        createPod("e", "edge-1");
        until(() -> assertThat(String.join(" ", journal.lines))
                .contains("changed a/", "changed b/", "changed c/", "changed d/", "changed e/", "synced edge-4"));
        assertThat(journal.lines).noneMatch(line -> line.startsWith("removed") || line.contains(" x/"));
    }

    @Test
    void aNodeAndItsLeaseAreKept() throws Exception {
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName("edge-1")
                .endMetadata()
                .build();
        List<String> seen = new CopyOnWriteArrayList<>();
        cluster.nodeFeed(new NodeFeed.Handler() {
                    @Override
                    public void changed(Node changed) {
                        seen.add("changed " + changed.getMetadata().getName());
                    }

                    @Override
                    public void removed(String name) {
                        seen.add("removed " + name);
                    }
                })
                .watch("edge-1");
        Node created = cluster.nodeWriter().create(node);
        assertThatThrownBy(() -> cluster.nodeWriter().create(node))
                .isInstanceOfSatisfying(
                        KubeException.class,
                        refused -> assertThat(refused.conflict()).isTrue());
        cluster.nodeWriter().patchMetadata("edge-1", Map.of("zone", "a"), Map.of());
        cluster.nodeWriter()
                .patchStatus(
                        created,
                        new NodeStatusBuilder()
                                .addNewAddress("10.0.0.1", "InternalIP")
                                .addNewAddress("fd00::1", "InternalIP")
                                .build());
        Node stored = cluster.nodeWriter().get("edge-1").orElseThrow();
        assertThat(stored.getMetadata().getLabels()).containsEntry("zone", "a");
        assertThat(stored.getStatus().getAddresses()).hasSize(2);
        until(() -> assertThat(seen).contains("changed edge-1"));
        renewLease();
        cluster.nodeWriter().delete("edge-1");
        cluster.nodeWriter().delete("edge-1");
        assertThat(cluster.nodeWriter().get("edge-1")).isEmpty();
        until(() -> assertThat(seen).last().isEqualTo("removed edge-1"));
    }

    private void renewLease() throws KubeException {
        var time = ZonedDateTime.of(2026, 1, 1, 0, 0, 5, 0, ZoneOffset.UTC);
        Lease lease = cluster.leaseWriter()
                .create(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("edge-1")
                        .withNamespace("kube-node-lease")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("edge-1")
                        .withRenewTime(time)
                        .endSpec()
                        .build());
        lease.getSpec().setRenewTime(time.plusSeconds(10));
        Lease renewed = cluster.leaseWriter().update(lease);
        assertThat(renewed.getSpec().getRenewTime()).isEqualTo(time.plusSeconds(10));
        assertThatThrownBy(() -> cluster.leaseWriter().update(lease))
                .isInstanceOfSatisfying(
                        KubeException.class,
                        refused -> assertThat(refused.conflict()).isTrue());
    }

    @Test
    void aMissingConfigMapIsToldWhenItAppearsChangesAndGoes() throws Exception {
        List<PodRef> told = new CopyOnWriteArrayList<>();
        References references = cluster.references(told::add);
        var pod = new PodRef("default", "web", "u1");
        references.use(pod, Set.of(new ObjectRef(ObjectRef.Kind.CONFIG_MAP, "default", "settings")));
        assertThat(references.configMap("default", "settings")).isEmpty();
        String map = "{\"metadata\":{\"name\":\"settings\"},\"data\":{\"a\":\"1\"}}";
        send("POST", "/api/v1/namespaces/default/configmaps", map);
        until(() -> assertThat(told).containsExactly(pod));
        assertThat(references.configMap("default", "settings").map(ConfigMap::getData))
                .contains(Map.of("a", "1"));
        send("DELETE", "/api/v1/namespaces/default/configmaps/settings", "");
        until(() -> assertThat(told).containsExactly(pod, pod));
        assertThat(references.configMap("default", "settings")).isEmpty();
    }

    @Test
    void servicesAreKnownByNamespace() throws Exception {
        ServiceDirectory services = cluster.services();
        until(() -> assertThat(services.synced()).isTrue());
        assertThat(services.in("default"))
                .extracting(service -> service.getMetadata().getName(), ServiceDirectoryAddress::of)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("kubernetes", "10.96.0.1"));
        assertThat(services.in("elsewhere")).isEmpty();
    }

    /** Reads the address of a Service. */
    private static final class ServiceDirectoryAddress {
        static String of(Service service) {
            return service.getSpec().getClusterIP();
        }
    }

    @Test
    void aTokenIsBoundToThePod() throws Exception {
        PodRef web = createPod("web", "edge-1");
        TokenRequests.Token token = cluster.tokenRequests().request(web, "default", null, 3607);
        assertThat(token.value()).isNotEmpty();
        assertThat(token.expires()).isAfter(Instant.now());
        assertThat(token.toString()).doesNotContain(token.value());
    }

    @Test
    void eventsAreWrittenAndRepeatsAreCounted() throws Exception {
        createPod("web", "edge-1");
        Pod pod = read("/api/v1/namespaces/default/pods/web", Pod.class);
        for (int time = 0; time < 3; time++) {
            cluster.eventRecorder().pod(pod, EventRecorder.Type.NORMAL, "Started", "Started container c", "c");
        }
        until(() -> assertThat(send("GET", "/api/v1/namespaces/default/events", ""))
                .contains("\"count\":3", "\"fieldPath\":\"spec.containers{c}\"")
                .containsOnlyOnce("\"message\""));
        assertThat(cluster.droppedEvents()).isZero();
    }

    private PodRef createPod(String name, String node) throws Exception {
        send("POST", "/api/v1/namespaces/default/pods", """
                {"metadata":{"name":"%s"},"spec":{"nodeName":"%s","containers":[{"name":"c","image":"i"}]}}""".formatted(name, node));
        return PodRef.of(read("/api/v1/namespaces/default/pods/" + name, Pod.class));
    }

    private <T> T read(String path, Class<T> type) throws Exception {
        return new Json().read(Json.bytes(send("GET", path, "")), type);
    }

    private String send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        return response.body();
    }

    private static void until(org.awaitility.core.ThrowingRunnable check) {
        await().atMost(10, TimeUnit.SECONDS).untilAsserted(check);
    }
}
