// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static io.outrigger.LocalCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.outrigger.kubelet.EndpointLimits;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.kubelet.RequestedCertificate;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All parts together against an API server in memory, with sites in memory. */
class VirtualKubeletTest {

    private LocalCluster cluster;
    private VirtualKubelet kubelet;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException, StartException {
        cluster = new LocalCluster(directory);
        kubelet = cluster.kubelet("edge-1", "edge-2").build();
        kubelet.start();
    }

    @AfterEach
    void close() {
        kubelet.close();
        cluster.close();
    }

    @Test
    void everySiteBecomesAReadyNodeWithALease() {
        ready("edge-1");
        ready("edge-2");

        var node = cluster.node("edge-1");
        assertThat(node.getStatus().getDaemonEndpoints().getKubeletEndpoint().getPort())
                .isEqualTo(kubelet.endpointPort());
        assertThat(node.getSpec().getProviderID()).isEqualTo("outrigger://demo/edge-1");
        assertThat(node.getSpec().getTaints()).anySatisfy(taint -> {
            assertThat(taint.getKey()).isEqualTo("virtual-kubelet.io/provider");
            assertThat(taint.getValue()).isEqualTo("memory");
        });
        soon().untilAsserted(() -> {
            Lease lease = cluster.client
                    .leases()
                    .inNamespace("kube-node-lease")
                    .withName("edge-1")
                    .get();
            assertThat(lease).isNotNull();
            assertThat(lease.getSpec().getHolderIdentity()).isEqualTo("edge-1");
            assertThat(lease.getMetadata().getOwnerReferences().get(0).getUid())
                    .isEqualTo(node.getMetadata().getUid());
        });
        soon().until(kubelet::ready);
        assertThat(kubelet.metrics()).contains("outrigger_sites{state=\"present\"} 2.0");
    }

    @Test
    void aPodRunsAtItsSiteAndGoesWhenItIsDeleted() {
        ready("edge-1");
        PodRef pod = cluster.createPod("web", "edge-1");

        running("web");
        assertThat(cluster.memory.place("edge-1").pods())
                .extracting(ObservedPod::ref)
                .containsExactly(pod);
        assertThat(cluster.pod("web").getStatus().getPodIP()).startsWith("10.");
        assertThat(cluster.pod("web").getStatus().getHostIP()).isEqualTo("127.0.0.1");

        cluster.client.pods().inNamespace("default").withName("web").delete();
        soon().untilAsserted(() -> assertThat(cluster.phase("web")).isEqualTo("gone"));
        soon().untilAsserted(
                        () -> assertThat(cluster.memory.place("edge-1").pods()).isEmpty());
    }

    @Test
    void aPodThatEndsByItselfSucceeds() {
        ready("edge-1");
        PodRef pod = cluster.createPod("job", "edge-1", "Never");
        running("job");

        cluster.memory.place("edge-1").finish(pod, 0, Instant.now());

        soon().untilAsserted(() -> assertThat(cluster.phase("job")).isEqualTo("Succeeded"));
    }

    @Test
    void aCutLinkMakesTheNodeDisconnectedAndAHealedOneReadyWithoutTouchingPods() {
        ready("edge-1");
        PodRef pod = cluster.createPod("web", "edge-1");
        running("web");
        Instant started = Instant.parse(cluster.pod("web")
                .getStatus()
                .getContainerStatuses()
                .get(0)
                .getState()
                .getRunning()
                .getStartedAt());

        cluster.memory.place("edge-1").cut();
        soon().untilAsserted(() -> {
            assertThat(cluster.condition("edge-1", "Ready")).isEqualTo("False SiteDisconnected");
            assertThat(cluster.condition("edge-1", "SiteConnected")).isEqualTo("False SiteDisconnected");
        });
        assertThat(cluster.condition("edge-2", "Ready")).isEqualTo("True KubeletReady");
        assertThat(cluster.phase("web")).isEqualTo("Running");

        cluster.memory.place("edge-1").heal();
        soon().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(cluster.condition("edge-1", "Ready")).isEqualTo("True KubeletReady"));
        var status = cluster.pod("web").getStatus().getContainerStatuses().get(0);
        assertThat(status.getRestartCount()).isZero();
        assertThat(Instant.parse(status.getState().getRunning().getStartedAt())).isEqualTo(started);
        assertThat(PodRef.of(cluster.pod("web"))).isEqualTo(pod);
    }

    @Test
    void aPodDeletedWhileItsSiteIsAwayStaysTerminatingUntilTheSiteIsBack() {
        ready("edge-1");
        cluster.createPod("web", "edge-1");
        running("web");
        cluster.memory.place("edge-1").cut();
        cluster.client.pods().inNamespace("default").withName("web").delete();
        soon().untilAsserted(() -> assertThat(cluster.pod("web").getMetadata().getDeletionTimestamp())
                .isNotNull());
        assertThat(cluster.memory.place("edge-1").pods()).hasSize(1);

        cluster.memory.place("edge-1").heal();
        soon().untilAsserted(() -> assertThat(cluster.phase("web")).isEqualTo("gone"));
        soon().untilAsserted(
                        () -> assertThat(cluster.memory.place("edge-1").pods()).isEmpty());
    }

    @Test
    void aNodeDeletedByHandIsRegisteredAgain() {
        ready("edge-1");
        String uid = cluster.node("edge-1").getMetadata().getUid();

        cluster.client.nodes().withName("edge-1").delete();

        soon().untilAsserted(() -> {
            assertThat(cluster.condition("edge-1", "Ready")).isEqualTo("True KubeletReady");
            assertThat(cluster.node("edge-1").getMetadata().getUid()).isNotEqualTo(uid);
        });
    }

    @Test
    void sitesComeAndGoWhileItRuns() throws ProviderException {
        ready("edge-1");
        kubelet.addSite(SiteSpec.of("edge-3", "memory", Map.of()));
        ready("edge-3");
        cluster.createPod("web", "edge-3");
        running("web");

        assertThatThrownBy(() -> kubelet.addSite(SiteSpec.of("edge-3", "memory", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge-3 is open already");
        assertThatThrownBy(() -> kubelet.addSite(SiteSpec.of("edge-4", "memory", Map.of("gpu", 1))))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("settings.gpu");

        kubelet.removeSite("edge-3");
        soon().untilAsserted(() -> {
            assertThat(cluster.client.nodes().withName("edge-3").get()).isNull();
            assertThat(cluster.client
                            .leases()
                            .inNamespace("kube-node-lease")
                            .withName("edge-3")
                            .get())
                    .isNull();
        });
        assertThat(cluster.memory.place("edge-3").pods()).hasSize(1);
        assertThat(kubelet.sites()).containsExactly("edge-1", "edge-2");
    }

    @Test
    void aRestartAdoptsWhatRuns() throws StartException {
        ready("edge-1");
        PodRef pod = cluster.createPod("web", "edge-1");
        running("web");
        kubelet.close();
        assertThat(cluster.memory.place("edge-1").pods()).hasSize(1);
        String uid = cluster.node("edge-1").getMetadata().getUid();
        var before = cluster.pod("web").getStatus().getContainerStatuses().get(0);

        kubelet = cluster.kubelet("edge-1").build();
        kubelet.start();
        soon().until(kubelet::ready);
        cluster.client.pods().inNamespace("default").withName("web").edit(each -> {
            each.getMetadata().setLabels(Map.of("touched", "yes"));
            return each;
        });
        cluster.createPod("second", "edge-1");
        running("second");

        assertThat(cluster.node("edge-1").getMetadata().getUid()).isEqualTo(uid);
        assertThat(cluster.pod("web").getStatus().getContainerStatuses().get(0)).isEqualTo(before);
        assertThat(cluster.memory.place("edge-1").pods())
                .extracting(ObservedPod::ref)
                .contains(pod);
    }

    @Test
    void aClusterThatWasRestoredEmptyGetsItsNodesAgain() {
        ready("edge-1");
        cluster.createPod("web", "edge-1");
        running("web");

        cluster.restartEmpty();

        ready("edge-1");
        ready("edge-2");
        cluster.createPod("after", "edge-1");
        running("after");
        soon().untilAsserted(() -> assertThat(cluster.client
                        .leases()
                        .inNamespace("kube-node-lease")
                        .withName("edge-2")
                        .get())
                .isNotNull());
    }

    /** The API server in memory knows no certificate requests. */
    @Test
    void whereTheClusterSignsNoCertificatesNodesAreReadyAllTheSame(@TempDir Path directory) throws Exception {
        var requested = new RequestedCertificate(directory.resolve("endpoint"), false);
        try (var unsigned = cluster.kubelet("edge-7")
                .endpoint(new EndpointOptions(
                        "127.0.0.1", 0, null, null, null, false, requested, EndpointLimits.DEFAULT, 0))
                .build()) {
            unsigned.start();

            ready("edge-7");
            soon().untilAsserted(() -> assertThat(directory.resolve("endpoint").resolve("pending.pem"))
                    .isNotEmptyFile());
            assertThat(unsigned.metrics()).contains("outrigger_certificate_remaining_seconds 0.0");
        }
    }

    @Test
    void aSiteWithImpossibleSettingsKeepsTheWholeFromStarting() {
        try (var refused = cluster.kubelet("edge-9")
                .site(SiteSpec.of("edge-8", "memory", Map.of("gpu", 1)))
                .build()) {
            assertThatThrownBy(refused::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("edge-8")
                    .hasMessageContaining("settings.gpu");
        }
        assertThat(cluster.client.nodes().withName("edge-9").get()).isNull();
    }

    private void ready(String node) {
        soon().untilAsserted(() -> assertThat(cluster.condition(node, "Ready")).isEqualTo("True KubeletReady"));
    }

    private void running(String pod) {
        soon().untilAsserted(() -> assertThat(cluster.phase(pod)).isEqualTo("Running"));
    }
}
