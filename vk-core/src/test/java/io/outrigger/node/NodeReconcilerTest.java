// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Outcome;
import io.outrigger.site.FakeSite;
import io.outrigger.site.ManualClock;
import io.outrigger.site.Probing;
import io.outrigger.site.Sites;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeReconcilerTest {

    private static final NodeSettings SETTINGS =
            new NodeSettings("demo", "v1.36.3-outrigger-0.1.0", List.of("10.1.2.3"), 10250, true);

    private final ManualClock clock = new ManualClock();
    private final Sites sites = new Sites(clock);
    private final FakeSite site = new FakeSite();
    private final FakeNodes nodes = new FakeNodes();
    private final FakeLeases leases = new FakeLeases();
    private final RecordedEvents events = new RecordedEvents();
    private final LeasePacer pacer = new LeasePacer(leases, clock, new SimpleMeterRegistry(), Runnable::run, () -> 0.5);
    private final NodeApi api = new NodeApi(nodes, leases, events, handler -> {
        throw new AssertionError("the reconciler opens no watch");
    });
    private final NodeReconciler reconciler = new NodeReconciler(sites, api, pacer, new NodeDocument(SETTINGS), clock);

    @BeforeEach
    void open() throws ProviderException {
        sites.add(SiteSpec.of("edge-1", "fake", Map.of()), site);
    }

    @Test
    void aSiteThatAnswersBecomesAReadyNodeByOneRequest() throws KubeException {
        probe();
        reconcile();
        pacer.tick();

        assertThat(nodes.requests).containsExactly("create edge-1");
        assertThat(nodes.condition("edge-1", "Ready").getStatus()).isEqualTo("True");
        assertThat(events.reasons).containsExactly("Starting", "NodeReady");
        assertThat(leases.stored
                        .get("edge-1")
                        .getMetadata()
                        .getOwnerReferences()
                        .get(0)
                        .getUid())
                .isEqualTo(nodes.node("edge-1").getMetadata().getUid());
    }

    @Test
    void aNewNodeWaitsAMomentForTheFirstWordOfItsSite() throws KubeException {
        assertThat(reconcile().delay()).contains(Duration.ofSeconds(2));

        assertThat(nodes.requests).isEmpty();
    }

    @Test
    void aSiteThatIsAwayAtTheStartIsRegisteredAsDisconnected() throws KubeException {
        site.failure = FakeSite.unreachable();
        probe();
        clock.advance(Duration.ofSeconds(2));
        reconcile();

        assertThat(nodes.condition("edge-1", "Ready").getReason()).isEqualTo("SiteDisconnected");
        assertThat(events.reasons).containsExactly("Starting", "SiteDisconnected", "NodeNotReady");
    }

    @Test
    void aLostSiteIsSaidOnceAndItsLeaseGoesOn() throws KubeException {
        probe();
        reconcile();
        loseContact();
        reconcile();
        reconcile();

        assertThat(nodes.condition("edge-1", "Ready").getMessage()).contains("connection refused", "Pods keep running");
        assertThat(events.reasons).containsExactly("Starting", "NodeReady", "SiteDisconnected", "NodeNotReady");
        int renewals = leases.requests.size();
        clock.advance(Duration.ofSeconds(10));
        pacer.tick();
        assertThat(leases.requests.size()).isGreaterThan(renewals);
    }

    @Test
    void aSiteThatComesBackIsReadyAgain() throws KubeException {
        probe();
        reconcile();
        loseContact();
        reconcile();
        site.failure = null;
        probe();
        reconcile();

        assertThat(nodes.condition("edge-1", "Ready").getStatus()).isEqualTo("True");
        assertThat(events.reasons).endsWith("SiteConnected", "NodeReady");
    }

    @Test
    void nothingIsWrittenWhileNothingChangesButEveryFiveMinutes() throws KubeException {
        probe();
        reconcile();
        nodes.requests.clear();
        for (int minute = 0; minute < 60; minute++) {
            clock.advance(Duration.ofMinutes(1));
            probe();
            reconcile();
        }

        assertThat(nodes.requests).hasSizeBetween(12, 13).containsOnly("patch status of edge-1");
    }

    @Test
    void anExistingNodeIsAdoptedAndWhatOthersWroteStays() throws KubeException {
        probe();
        Node foreign = new NodeBuilder(document().whole(view(), clock.instant()))
                .editMetadata()
                .addToLabels("team", "blue")
                .removeFromLabels("kubernetes.io/arch")
                .addToAnnotations("note", "keep")
                .endMetadata()
                .editSpec()
                .addNewTaint()
                .withKey("maintenance")
                .withEffect("NoSchedule")
                .endTaint()
                .withUnschedulable(true)
                .endSpec()
                .editStatus()
                .addToConditions(new NodeConditionBuilder()
                        .withType("NetworkUnavailable")
                        .withStatus("False")
                        .build())
                .endStatus()
                .build();
        nodes.put(foreign);
        reconcile();

        Node adopted = nodes.node("edge-1");
        assertThat(adopted.getMetadata().getLabels())
                .containsEntry("team", "blue")
                .containsEntry("kubernetes.io/arch", "arm64");
        assertThat(adopted.getMetadata().getAnnotations()).containsEntry("note", "keep");
        assertThat(adopted.getSpec().getUnschedulable()).isTrue();
        assertThat(adopted.getSpec().getTaints()).hasSize(2);
        assertThat(nodes.condition("edge-1", "NetworkUnavailable").getStatus()).isEqualTo("False");
    }

    @Test
    void aTaintThatIsMissingOnAnExistingNodeIsAddedOnce() throws KubeException {
        probe();
        Node untainted = new NodeBuilder(document().whole(view(), clock.instant()))
                .editSpec()
                .withTaints(
                        new Taint("NoSchedule", "maintenance", null, ""),
                        new Taint("NoSchedule", "virtual-kubelet.io/provider", null, "old"))
                .withProviderID(null)
                .endSpec()
                .build();
        nodes.put(untainted);
        reconcile();
        reconcile();

        assertThat(nodes.requests).containsOnlyOnce("patch spec of edge-1");
        assertThat(nodes.node("edge-1").getSpec().getProviderID()).isEqualTo("outrigger://demo/edge-1");
        assertThat(nodes.node("edge-1").getSpec().getTaints())
                .extracting(Taint::getKey, Taint::getValue)
                .containsExactly(tuple("maintenance", ""), tuple("virtual-kubelet.io/provider", "fake"));
    }

    @Test
    void aRestartWhileTheLinkComesUpDoesNotTouchAReadyNode() throws KubeException {
        probe();
        nodes.put(document().whole(view(), clock.instant()));
        sites.remove("edge-1");
        site.failure = FakeSite.unreachable();
        reopen();
        probe();
        clock.advance(Duration.ofSeconds(3));
        nodes.requests.clear();
        reconcile();
        reconcile();

        assertThat(nodes.requests).containsExactly("create edge-1", "get edge-1");
        assertThat(nodes.condition("edge-1", "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void aNodeOfSomebodyElseIsLeftAlone() throws KubeException {
        nodes.put(new NodeBuilder()
                .withNewMetadata()
                .withName("edge-1")
                .endMetadata()
                .withNewSpec()
                .withProviderID("aws:///eu-1/i-123")
                .endSpec()
                .build());
        probe();
        assertThat(reconcile().delay()).contains(Duration.ofMinutes(1));
        pacer.tick();

        assertThat(nodes.requests).containsExactly("create edge-1", "get edge-1");
        assertThat(leases.requests).isEmpty();
        sites.remove("edge-1");
        reconciler.leave("edge-1");
        reconcile();
        assertThat(nodes.stored).containsKey("edge-1");
    }

    @Test
    void aNodeRemovedByHandComesBackWhileItsSiteLives() throws KubeException {
        probe();
        reconcile();
        String first = nodes.node("edge-1").getMetadata().getUid();
        nodes.stored.clear();
        reconciler.gone("edge-1");
        reconcile();

        assertThat(nodes.node("edge-1").getMetadata().getUid()).isNotEqualTo(first);
        assertThat(nodes.condition("edge-1", "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void aDoubtedNodeIsLookedForAndComesBackWhenItIsGone() throws KubeException {
        probe();
        reconcile();
        reconciler.doubt("edge-1");
        reconcile();
        assertThat(nodes.requests).containsExactly("create edge-1", "get edge-1");

        nodes.stored.clear();
        reconciler.doubt("edge-1");
        reconcile();
        assertThat(nodes.stored).containsKey("edge-1");
    }

    @Test
    void aNodeWhoseRemovalWasNotSeenComesBackWithTheNextPatch() throws KubeException {
        probe();
        reconcile();
        nodes.stored.clear();
        site.node = FakeSite.node("8");
        probe();
        assertThat(reconcile().delay()).contains(Duration.ZERO);
        reconcile();

        assertThat(nodes.node("edge-1").getStatus().getCapacity().get("cpu").getAmount())
                .isEqualTo("8");
    }

    @Test
    void aConditionThatSomebodyElseChangedIsRepaired() throws KubeException {
        probe();
        reconcile();
        Node scribbled = new NodeBuilder(nodes.node("edge-1"))
                .editStatus()
                .editMatchingCondition(condition -> "Ready".equals(condition.getType()))
                .withStatus("Unknown")
                .withReason("NodeStatusUnknown")
                .endCondition()
                .endStatus()
                .build();
        reconciler.seen(nodes.put(scribbled));
        reconcile();

        assertThat(nodes.condition("edge-1", "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void aRemovedSiteTakesItsNodeAndLeaseWithIt() throws KubeException {
        probe();
        reconcile();
        pacer.tick();
        sites.remove("edge-1");
        reconciler.leave("edge-1");
        reconcile();

        assertThat(nodes.stored).isEmpty();
        assertThat(leases.stored).isEmpty();
    }

    @Test
    void aStoppingProcessLeavesItsNodes() throws KubeException {
        probe();
        reconcile();
        sites.close();
        reconcile();

        assertThat(nodes.stored).containsKey("edge-1");
    }

    @Test
    void anApiServerThatIsDownIsAFailureTheLaneRetries() {
        probe();
        nodes.failure = FakeNodes.refused(503);

        assertThatThrownBy(this::reconcile).isInstanceOf(KubeException.class);
    }

    private Outcome reconcile() throws KubeException {
        return reconciler.reconcile("edge-1");
    }

    private NodeDocument document() {
        return new NodeDocument(SETTINGS);
    }

    private SiteView view() {
        return SiteView.of(sites.get("edge-1").orElseThrow());
    }

    private void reopen() {
        try {
            open();
        } catch (ProviderException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** One round of the probe, on this thread. */
    private void probe() {
        sites.get("edge-1").ifPresent(Probing::round);
    }

    private void loseContact() {
        site.failure = FakeSite.unreachable();
        clock.advance(Duration.ofSeconds(21));
        probe();
    }
}
