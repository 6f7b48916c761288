// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.outrigger.site.Contact;
import io.outrigger.site.FakeSite;
import io.outrigger.spi.Autonomy;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedNode.Pressure;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeDocumentTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Contact OPENED = new Contact(Contact.State.UNKNOWN, null, NOW, "");
    private static final Contact PRESENT = new Contact(Contact.State.PRESENT, NOW, NOW, "");
    private static final NodeSettings SETTINGS =
            new NodeSettings("demo", "v1.36.3-outrigger-0.1.0", List.of("10.1.2.3"), 10250, true);

    private final NodeDocument document = new NodeDocument(SETTINGS);
    private final SiteSpec spec = SiteSpec.of("edge-1", "ssh", Map.of());

    @Test
    void aNodeIsWholeWhenItIsRegistered() {
        Node node = document.whole(answering(FakeSite.node("4")), NOW);

        assertThat(node.getMetadata().getName()).isEqualTo("edge-1");
        assertThat(node.getMetadata().getLabels())
                .containsOnly(
                        entry("type", "virtual-kubelet"),
                        entry("kubernetes.io/hostname", "edge-1"),
                        entry("kubernetes.io/os", "linux"),
                        entry("beta.kubernetes.io/os", "linux"),
                        entry("kubernetes.io/arch", "arm64"),
                        entry("beta.kubernetes.io/arch", "arm64"),
                        entry("node.kubernetes.io/exclude-from-external-load-balancers", "true"));
        assertThat(node.getMetadata().getAnnotations())
                .containsEntry("volumes.kubernetes.io/controller-managed-attach-detach", "true")
                .containsEntry("metrics.k8s.io/resource-metrics-path", "/metrics/resource/edge-1");
        assertThat(node.getSpec().getProviderID()).isEqualTo("outrigger://demo/edge-1");
        assertThat(node.getSpec().getTaints())
                .containsExactly(new Taint("NoSchedule", "virtual-kubelet.io/provider", null, "ssh"));
        assertThat(node.getStatus().getAllocatable()).containsEntry("pods", new Quantity("110"));
        assertThat(node.getStatus().getNodeInfo().getKubeletVersion()).isEqualTo("v1.36.3-outrigger-0.1.0");
        assertThat(node.getStatus().getNodeInfo().getContainerRuntimeVersion()).isEqualTo("process://1.0");
    }

    @Test
    void thePortIsSpelledWithACapitalLetter() {
        String json = Serialization.asJson(document.whole(answering(FakeSite.node("4")), NOW));

        assertThat(json).contains("\"kubeletEndpoint\":{\"Port\":10250}").contains("\"kubeProxyVersion\":\"\"");
    }

    @Test
    void itDeclaresThatWebSocketsMayBePassedThroughToIt() {
        NodeStatus status = document.status(answering(FakeSite.node("4")), null, NOW);

        assertThat(status.getDeclaredFeatures()).containsExactly("ExtendWebSocketsToKubelet");
    }

    @Test
    void itDeclaresWhatItsSiteCanDoAlsoWhileThatIsAway() {
        ObservedNode site = FakeSite.node("4");
        var able = new ObservedNode(
                site.capacity(),
                Map.of(),
                site.facts(),
                Set.of(),
                Map.of(),
                List.of(),
                Set.of(ObservedNode.Feature.RESTART_ALL_CONTAINERS));
        NodeStatus answering = document.status(answering(able), null, NOW);

        assertThat(answering.getDeclaredFeatures())
                .containsExactly("ExtendWebSocketsToKubelet", "RestartAllContainersOnContainerExits");
        assertThat(document.status(view(PRESENT, null), answering, NOW).getDeclaredFeatures())
                .isEqualTo(answering.getDeclaredFeatures());
        assertThat(document.status(answering(site), answering, NOW).getDeclaredFeatures())
                .containsExactly("ExtendWebSocketsToKubelet");
    }

    @Test
    void conditionsComeInTheKubeletsOrderWithItsWords() {
        List<NodeCondition> conditions =
                document.status(answering(FakeSite.node("4")), null, NOW).getConditions();

        assertThat(conditions)
                .extracting(NodeDocumentTest::line)
                .containsExactly(
                        "MemoryPressure False KubeletHasSufficientMemory: kubelet has sufficient memory available",
                        "DiskPressure False KubeletHasNoDiskPressure: kubelet has no disk pressure",
                        "PIDPressure False KubeletHasSufficientPID: kubelet has sufficient PID available",
                        "SiteConnected True SiteConnected: the site answers",
                        "Ready True KubeletReady: kubelet is posting ready status");
        assertThat(conditions).allSatisfy(each -> {
            assertThat(each.getLastHeartbeatTime()).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(each.getLastTransitionTime()).isEqualTo("2026-01-02T03:04:05Z");
        });
    }

    @Test
    void pressuresOfTheSiteAreConditions() {
        ObservedNode calm = FakeSite.node("4");
        var pressed = new ObservedNode(
                calm.capacity(),
                Map.of(),
                calm.facts(),
                Set.of(Pressure.MEMORY, Pressure.DISK, Pressure.PID),
                Map.of());

        assertThat(document.status(answering(pressed), null, NOW).getConditions())
                .extracting(NodeDocumentTest::line)
                .startsWith(
                        "MemoryPressure True KubeletHasInsufficientMemory: kubelet has insufficient memory available",
                        "DiskPressure True KubeletHasDiskPressure: kubelet has disk pressure",
                        "PIDPressure True KubeletHasInsufficientPID: kubelet has insufficient PID available");
    }

    @Test
    void whatASiteRemarksOnStandsInTheMessageOfItsConnection() {
        ObservedNode calm = FakeSite.node("4");
        var remarking = new ObservedNode(
                calm.capacity(),
                Map.of(),
                calm.facts(),
                Set.of(),
                Map.of(),
                List.of("no cron runs there", "it is late"));
        assertThat(document.status(answering(remarking), null, NOW).getConditions())
                .extracting(NodeDocumentTest::line)
                .contains("SiteConnected True SiteConnected: the site answers; no cron runs there; it is late");
    }

    @Test
    void aLostSiteIsNotReadyAndSaysSinceWhenAndThatPodsGoOn() {
        NodeStatus before = document.status(answering(FakeSite.node("4")), null, NOW);
        var lost = new Contact(Contact.State.LOST, NOW, NOW.plusSeconds(21), "connection refused");

        NodeStatus after = document.status(view(lost, FakeSite.node("4")), before, NOW.plusSeconds(30));

        NodeCondition ready = after.getConditions().get(4);
        assertThat(line(ready))
                .isEqualTo("Ready False SiteDisconnected: site edge-1 was heard last at 2026-01-02T03:04:05Z"
                        + " and may be silent for 20 s: connection refused. Pods keep running there.");
        assertThat(ready.getLastTransitionTime()).isEqualTo("2026-01-02T03:04:35Z");
        assertThat(after.getConditions().get(3).getStatus()).isEqualTo("False");
        assertThat(after.getConditions().get(0).getLastTransitionTime()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(after.getCapacity()).isEqualTo(before.getCapacity());
    }

    @Test
    void transitionTimesStayWhileAStatusStays() {
        NodeStatus before = document.status(answering(FakeSite.node("4")), null, NOW);
        NodeStatus after = document.status(answering(FakeSite.node("4")), before, NOW.plusSeconds(300));

        assertThat(after.getConditions()).allSatisfy(each -> {
            assertThat(each.getLastTransitionTime()).isEqualTo("2026-01-02T03:04:05Z");
            assertThat(each.getLastHeartbeatTime()).isEqualTo("2026-01-02T03:09:05Z");
        });
        assertThat(NodeDifference.ofStatus(before, after)).isFalse();
    }

    @Test
    void aSiteNobodyHasHeardOffersNothing() {
        NodeStatus status = document.status(view(OPENED, null), null, NOW);

        assertThat(status.getAllocatable())
                .containsOnly(
                        entry("cpu", new Quantity("0")),
                        entry("memory", new Quantity("0")),
                        entry("pods", new Quantity("0")));
        assertThat(status.getConditions())
                .extracting(NodeCondition::getStatus)
                .containsExactly("Unknown", "Unknown", "Unknown", "False", "False");
    }

    @Test
    void aSiteThatIsAwayWhenThisProcessStartsKeepsWhatItsNodeSaidBefore() {
        NodeStatus before = document.status(answering(FakeSite.node("4")), null, NOW);

        NodeStatus after = document.status(view(OPENED, null), before, NOW.plusSeconds(60));

        assertThat(after.getCapacity()).isEqualTo(before.getCapacity());
        assertThat(after.getNodeInfo()).isEqualTo(before.getNodeInfo());
        assertThat(after.getConditions().get(0).getStatus()).isEqualTo("False");
    }

    @Test
    void aSiteWithoutPodsInItsCapacityIsNotReady() {
        ObservedNode site = FakeSite.node("4");
        var podless = new ObservedNode(
                Map.of("cpu", new Quantity("4"), "memory", new Quantity("1Gi")),
                Map.of(),
                site.facts(),
                Set.of(),
                Map.of());

        assertThat(line(document.status(answering(podless), null, NOW)
                        .getConditions()
                        .get(4)))
                .isEqualTo("Ready False KubeletNotReady: [missing node capacity for resources: pods]");
    }

    @Test
    void aCapacityThatIsNoQuantityIsLeftOutAndNamed() {
        ObservedNode site = FakeSite.node("4");
        var broken = new ObservedNode(
                Map.of(
                        "cpu", new Quantity("many"),
                        "memory", new Quantity("-1Gi"),
                        "pods", new Quantity("110"),
                        "example.com/gpu", new Quantity("2")),
                Map.of(),
                site.facts(),
                Set.of(),
                Map.of());

        NodeStatus status = document.status(answering(broken), null, NOW);

        assertThat(status.getCapacity()).containsOnlyKeys("pods", "example.com/gpu");
        assertThat(line(status.getConditions().get(4)))
                .contains("Ready False KubeletNotReady", "resource cpu", "many", "resource memory", "cpu, memory");
    }

    @Test
    void declaredCapacityReplacesWhatTheSiteReports() {
        var declared = new SiteSpec(
                "edge-1",
                "ssh",
                Map.of(),
                Map.of("tier", "edge", "kubernetes.io/hostname", "other"),
                List.of(new Taint("NoExecute", "dedicated", null, "edge")),
                "zone-a",
                "region-b",
                Map.of("pods", new Quantity("7"), "example.com/camera", new Quantity("1")),
                Autonomy.unlimited());
        var site = new SiteView(declared, PRESENT, Duration.ofSeconds(20), FakeSite.node("4"));

        Node node = document.whole(site, NOW);

        assertThat(node.getStatus().getCapacity())
                .containsEntry("pods", new Quantity("7"))
                .hasSize(4);
        assertThat(node.getStatus().getAllocatable()).containsEntry("example.com/camera", new Quantity("1"));
        assertThat(node.getMetadata().getLabels())
                .containsEntry("tier", "edge")
                .containsEntry("kubernetes.io/hostname", "edge-1")
                .containsEntry("topology.kubernetes.io/zone", "zone-a")
                .containsEntry("topology.kubernetes.io/region", "region-b");
        assertThat(node.getSpec().getTaints()).hasSize(2);
    }

    @Test
    void theProvidersTaintCanBeOff() {
        var untainted = new NodeDocument(new NodeSettings("demo", "v1.36.3", List.of("10.1.2.3"), 10250, false));

        assertThat(untainted.taints(answering(FakeSite.node("4")))).isEmpty();
    }

    @Test
    void aQuantityInAnotherFormIsNoChange() {
        NodeStatus before = document.status(answering(FakeSite.node("4")), null, NOW);
        NodeStatus after = document.status(answering(FakeSite.node("4000m")), before, NOW);

        assertThat(NodeDifference.ofStatus(before, after)).isFalse();
        assertThat(NodeDifference.ofStatus(before, document.status(answering(FakeSite.node("8")), before, NOW)))
                .isTrue();
    }

    @Test
    void anUpgradedSystemIsAChange() {
        ObservedNode site = FakeSite.node("4");
        var upgraded = new ObservedNode(
                site.capacity(),
                Map.of(),
                new NodeFacts("linux", "arm64", "Edge OS 2", "6.2.0", "process://1.0", "m1", "s1", "b2"),
                Set.of(),
                Map.of());
        NodeStatus before = document.status(answering(site), null, NOW);

        assertThat(NodeDifference.ofStatus(before, document.status(answering(upgraded), before, NOW)))
                .isTrue();
    }

    private SiteView answering(ObservedNode observed) {
        return view(PRESENT, observed);
    }

    private SiteView view(Contact contact, @Nullable ObservedNode observed) {
        return new SiteView(spec, contact, Duration.ofSeconds(20), observed);
    }

    private static String line(NodeCondition condition) {
        return condition.getType() + " " + condition.getStatus() + " " + condition.getReason() + ": "
                + condition.getMessage();
    }
}
