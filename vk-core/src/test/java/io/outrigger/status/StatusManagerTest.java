// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.ended;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.policy;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static io.outrigger.pod.TestPods.terminating;
import static io.outrigger.pod.TestPods.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Outcome;
import io.outrigger.pod.Observation;
import io.outrigger.pod.ObservedPods;
import io.outrigger.pod.PodCache;
import io.outrigger.pod.PodParts;
import io.outrigger.pod.RecordedEvents;
import io.outrigger.pod.RecordingSite;
import io.outrigger.pod.RecordingWriter;
import io.outrigger.site.ManualClock;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Probing;
import io.outrigger.site.Sites;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StatusManagerTest {

    private static final PodRef A = ref("a");
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock();
    private final Sites sites = new Sites(clock);
    private final RecordingSite site = new RecordingSite();
    private final OpenSite open = site.open(sites);
    private final PodCache cache = new PodCache();
    private final ObservedPods observed = new ObservedPods();
    private final RecordedEvents events = new RecordedEvents();
    private final RecordingWriter writer =
            new RecordingWriter(ref -> cache.get(ref).orElseThrow());
    private final List<String> relisted = new ArrayList<>();
    private final StatusManager manager = new StatusManager(
            cache, observed, sites, writer, new StatusRules(node -> List.of("10.0.0.1")), events, relisted::add, clock);

    private Outcome work() throws KubeException {
        return manager.reconcile(A);
    }

    private Pod cached() {
        return cache.get(A).orElseThrow();
    }

    private void runs(Pod pod) throws KubeException {
        cache.changed(pod);
        PodParts.heard(observed, running(A));
        work();
        writer.writes.clear();
        events.lines.clear();
    }

    private void delete() {
        cache.changed(terminating(version(cached(), "100"), GRACE));
    }

    private void list(ObservedPod... pods) {
        PodParts.listed(observed, List.of(pods), List.of(A));
    }

    @Test
    void whatASiteReportsBecomesTheStatus_withOneWriteAndItsEvents() throws KubeException {
        cache.changed(pod("a"));
        PodParts.heard(observed, running(A));
        work();
        work();
        assertThat(writer.writes).containsExactly("status a Running");
        assertThat(cached().getStatus().getPodIP()).isEqualTo("10.1.1.1");
        assertThat(events.lines)
                .containsExactly("NORMAL Created: Container created", "NORMAL Started: Container started");
    }

    @Test
    void aNewPodWaitsAMomentForItsSite_soThatAFastStartNeedsOneWrite() throws KubeException {
        cache.changed(pod("a"));
        assertThat(work().delay()).contains(Duration.ofMillis(500));
        assertThat(writer.writes).isEmpty();
        clock.advance(Duration.ofMillis(500));
        assertThat(work().delay()).isEmpty();
        assertThat(writer.writes).containsExactly("status a Pending");
    }

    @Test
    void aRefusalIsShownAtOnce() throws KubeException {
        cache.changed(pod("a"));
        PodParts.refused(observed, A, new Observation.Refusal("ProviderRefused", "spec.x is not supported"));
        work();
        assertThat(writer.writes).containsExactly("status a Pending");
    }

    @Test
    void aStatusThatSomebodyScribbledOnIsRepaired() throws KubeException {
        runs(pod("a"));
        cache.changed(version(notReady(cached()), "50"));
        work();
        assertThat(writer.writes).containsExactly("status a Running");
        assertThat(condition(cached(), "Ready").getStatus()).isEqualTo("True");
    }

    @Test
    void whileASiteIsAwayNobodyFightsTheControlPlane_andWhenItIsBackTheStatusIsRepaired() throws Exception {
        runs(pod("a"));
        site.fail(ProviderException.Kind.UNREACHABLE);
        assertThatThrownBy(open::list).isInstanceOf(ProviderException.class);
        cache.changed(version(notReady(cached()), "50"));
        work();
        assertThat(writer.writes).isEmpty();

        site.failure = null;
        Probing.round(open);
        PodParts.doubt(observed);
        work();
        assertThat(writer.writes).as("what was known before is history").isEmpty();
        list(running(A));
        work();
        assertThat(writer.writes).containsExactly("status a Running");
    }

    @Test
    void aPodAtASiteThatIsAwayStaysTerminating() throws Exception {
        runs(pod("a"));
        delete();
        PodParts.stopping(observed, A);
        list(ended(A, 0));
        site.fail(ProviderException.Kind.UNREACHABLE);
        assertThatThrownBy(open::list).isInstanceOf(ProviderException.class);
        work();
        clock.advance(Duration.ofDays(3));
        work();
        assertThat(writer.writes).isEmpty();
    }

    @Test
    void aPodThatIsBeingDeletedAndStillRunsIsNotCalledEnded() throws KubeException {
        runs(pod("a"));
        delete();
        work();
        assertThat(writer.writes).isEmpty();
        assertThat(events.lines).containsExactly("NORMAL Killing: Stopping container main");
    }

    @Test
    void theEndOfADeletionNeedsAListThatProvesIt() throws KubeException {
        runs(pod("a"));
        delete();
        work();
        PodParts.stopping(observed, A);
        PodParts.heard(observed, ended(A, 143));
        work();
        assertThat(writer.writes).as("a report is no proof").isEmpty();
        assertThat(relisted).containsExactly(NODE);

        list(ended(A, 143));
        work();
        assertThat(writer.writes).containsExactly("status a Failed", "delete a");
        assertThat(cached().getStatus().getContainerStatuses().get(0).getState().getTerminated())
                .extracting(end -> end.getExitCode())
                .isEqualTo(143);
    }

    @Test
    void aDeletionIsFinishedOnce() throws KubeException {
        runs(pod("a"));
        delete();
        PodParts.stopping(observed, A);
        list(ended(A, 0));
        work();
        work();
        work();
        assertThat(writer.writes).containsExactly("status a Succeeded", "delete a");
    }

    @Test
    void aPodThatItsSiteDoesNotKnowIsFinishedToo() throws KubeException {
        cache.changed(terminating(pod("a"), GRACE));
        list();
        work();
        assertThat(writer.writes).containsExactly("status a Failed", "delete a");
    }

    @Test
    void aPodThatNobodyHasSpokenOfIsNotFinished() throws KubeException {
        cache.changed(terminating(pod("a"), GRACE));
        work();
        clock.advance(Duration.ofHours(1));
        work();
        assertThat(writer.writes).noneMatch(write -> write.startsWith("delete") || write.contains("Failed"));
    }

    @Test
    void aPodThatFinalizersHoldIsNotDeletedOverAndOver() throws KubeException {
        Pod held = new PodBuilder(terminating(pod("a"), GRACE))
                .editMetadata()
                .withFinalizers("batch.kubernetes.io/job-tracking")
                .withDeletionGracePeriodSeconds(0L)
                .endMetadata()
                .build();
        cache.changed(held);
        list();
        work();
        work();
        assertThat(writer.writes).containsExactly("status a Failed");
    }

    @Test
    void whenTheApiServerFailsInTheMiddleOfADeletionItIsTakenUpAgain() throws KubeException {
        runs(pod("a"));
        delete();
        PodParts.stopping(observed, A);
        list(ended(A, 0));
        writer.fail(503);
        assertThatThrownBy(this::work).isInstanceOf(KubeException.class);
        writer.failure = null;
        work();
        assertThat(writer.writes).endsWith("status a Succeeded", "delete a");
    }

    @Test
    void aPodThatHasGoneMeanwhileIsNoFailure() throws KubeException {
        cache.changed(pod("a"));
        PodParts.heard(observed, running(A));
        writer.fail(404);
        assertThat(work().delay()).isEmpty();
    }

    @Test
    void aPodThatHasChangedWhileTheWatchWasLostIsReadAgain() throws KubeException {
        cache.changed(pod("a"));
        PodParts.heard(observed, running(A));
        writer.elsewhere = version(pod("a"), "50");
        writer.fail(409);
        work();
        writer.failure = null;
        assertThat(cached().getMetadata().getResourceVersion()).isEqualTo("50");
        work();
        assertThat(writer.writes).containsExactly("status a Running", "read a", "status a Running");
    }

    @Test
    void aPodWhoseNameBelongsToAnotherOneNowIsNoFailure() throws KubeException {
        cache.changed(pod("a"));
        PodParts.heard(observed, running(A));
        writer.fail(409);
        assertThat(work().delay()).isEmpty();
        assertThat(writer.writes).containsExactly("status a Running", "read a");
    }

    @Test
    void aPodThatEndsByItselfNeedsNoProof() throws KubeException {
        runs(policy(pod("a"), "Never"));
        PodParts.heard(observed, ended(A, 3));
        work();
        assertThat(writer.writes).containsExactly("status a Failed");
        assertThat(relisted).isEmpty();
    }

    @Test
    void aCrashLoopIsToldOnce() throws KubeException {
        runs(pod("a"));
        var waiting = new ContainerState.Waiting("CrashLoopBackOff", "back-off 10s");
        PodParts.heard(observed, io.outrigger.pod.TestPods.observed(A, waiting, 1));
        work();
        work();
        assertThat(events.lines)
                .containsExactly("WARNING BackOff: Back-off restarting failed container main in pod " + A);
    }

    @Test
    void theBareAcknowledgementOfANewGenerationWaitsForCompany() throws KubeException {
        runs(pod("a"));
        cache.changed(new PodBuilder(version(cached(), "50"))
                .editMetadata()
                .withGeneration(2L)
                .endMetadata()
                .build());
        assertThat(work().delay()).contains(Duration.ofSeconds(10));
        assertThat(writer.writes).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        work();
        assertThat(writer.writes).hasSize(1);
        assertThat(cached().getStatus().getObservedGeneration()).isEqualTo(2L);
    }

    @Test
    void aPodThatHasGoneIsForgotten_butNotBeforeTheCacheIsComplete() throws KubeException {
        PodParts.heard(observed, running(A));
        work();
        assertThat(observed.of(A).pod()).isNotNull();
        cache.synced(NODE);
        work();
        assertThat(observed.of(A)).isEqualTo(Observation.none());
    }

    private static Pod notReady(Pod pod) {
        return new PodBuilder(pod)
                .editStatus()
                .editMatchingCondition(each -> "Ready".equals(each.getType()))
                .withStatus("False")
                .endCondition()
                .endStatus()
                .build();
    }

    private static PodCondition condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(each -> type.equals(each.getType()))
                .findFirst()
                .orElseThrow();
    }
}
