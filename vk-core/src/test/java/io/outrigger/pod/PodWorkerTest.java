// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.ended;
import static io.outrigger.pod.TestPods.phase;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.policy;
import static io.outrigger.pod.TestPods.ran;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static io.outrigger.pod.TestPods.terminating;
import static io.outrigger.pod.TestPods.tolerating;
import static io.outrigger.pod.TestPods.uid;
import static io.outrigger.pod.TestPods.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Outcome;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.ManualClock;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Probing;
import io.outrigger.site.Sites;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PodWorkerTest {

    private static final PodRef A = ref("a");

    private final ManualClock clock = new ManualClock();
    private final Sites sites = new Sites(clock);
    private final RecordingSite site = new RecordingSite();
    private final OpenSite open = site.open(sites);
    private final PodCache cache = new PodCache();
    private final ObservedPods observed = new ObservedPods();
    private final RecordedEvents events = new RecordedEvents();
    private final List<String> relisted = new ArrayList<>();
    private final Sources sources = new Sources();
    private final RecordingWriter writer =
            new RecordingWriter(ref -> cache.get(ref).orElseThrow());
    private final PodStart start =
            new PodStart(sources, cache, observed, events, new PodAutonomy(writer, cache, clock), relisted::add, clock);
    private final PodWorker worker = new PodWorker(cache, observed, sites, start, relisted::add, clock);

    /** Says what the test tells it to. */
    private final class Sources implements PodStart.Resolver {
        private @Nullable Resolution instead;
        private final List<PodRef> forgotten = new ArrayList<>();
        private String hash = "1";

        @Override
        public Resolution resolve(Pod pod, OpenSite at, Map<String, Integer> restarts) throws KubeException {
            assertThat(at).isSameAs(open);
            if (instead != null) {
                return instead;
            }
            Map<String, DesiredContainer> containers = pod.getSpec().getContainers().stream()
                    .map(Container::getName)
                    .collect(Collectors.toMap(
                            name -> name,
                            name -> new DesiredContainer(
                                    name, Map.of(), List.of(), List.of(), restarts.getOrDefault(name, 0))));
            var desired = new DesiredPod(PodRef.of(pod), pod, containers, Map.of(), List.of(), hash);
            return new Resolution.Ready(desired, clock.instant().plusSeconds(600), List.of());
        }

        @Override
        public void forget(PodRef pod) {
            forgotten.add(pod);
        }
    }

    private Outcome work(Pod pod) throws Exception {
        cache.changed(pod);
        return worker.reconcile(PodRef.of(pod));
    }

    private void list(ObservedPod... pods) {
        observed.listed(NODE, observed.mark(), List.of(pods), List.of(A));
    }

    @Test
    void aNewPodIsApplied_andLookedAtAgainWhenItsTokenIsToBeRenewed() throws Exception {
        Outcome outcome = work(pod("a"));
        assertThat(site.calls).containsExactly("apply a");
        assertThat(outcome.delay()).contains(Duration.ofSeconds(600));
    }

    @Test
    void whatTheSiteHasAlreadyIsNotAppliedAgain_butANewVersionIs() throws Exception {
        work(pod("a"));
        worker.reconcile(A);
        assertThat(site.calls).hasSize(1);
        sources.hash = "2";
        worker.reconcile(A);
        assertThat(site.calls).hasSize(2);
    }

    @Test
    void aLostAnswerIsFollowedByAnotherApply() throws Exception {
        site.fail(ProviderException.Kind.INTERNAL);
        assertThatThrownBy(() -> work(pod("a"))).isInstanceOf(ProviderException.class);
        site.failure = null;
        worker.reconcile(A);
        assertThat(site.calls).containsExactly("apply a", "apply a");
    }

    @Test
    void aPodThatIsBeingDeletedIsToldToStopInTheTimeThatIsLeft() throws Exception {
        clock.advance(Duration.ofSeconds(10));
        Outcome outcome = work(terminating(pod("a"), Duration.ofSeconds(30)));
        assertThat(site.calls).containsExactly("delete a 20");
        assertThat(outcome.delay()).contains(Duration.ofSeconds(25));
    }

    @Test
    void aGraceThatIsOverStillMeansStopAndNotForget() throws Exception {
        clock.advance(Duration.ofHours(1));
        work(terminating(pod("a"), Duration.ofSeconds(30)));
        assertThat(site.calls).containsExactly("delete a 1");
    }

    @Test
    void aSiteThatNeverHadAPodIsListedSoThatItsDeletionCanEnd() throws Exception {
        work(terminating(pod("a"), Duration.ofSeconds(30)));
        assertThat(relisted).containsExactly(NODE);
    }

    @Test
    void whenTheReportOfTheEndIsLostTheSiteIsListed() throws Exception {
        list(running(A));
        work(terminating(pod("a"), Duration.ofSeconds(30)));
        assertThat(relisted).isEmpty();
        clock.advance(Duration.ofSeconds(35));
        worker.reconcile(A);
        assertThat(relisted).containsExactly(NODE);
    }

    @Test
    void aPodWhoseEndIsProvenIsNotToldAgain() throws Exception {
        work(terminating(pod("a"), Duration.ofSeconds(30)));
        list(ended(A, 0));
        worker.reconcile(A);
        assertThat(site.calls).hasSize(1);
    }

    @Test
    void aPodThatHasVanishedIsKilledAndForgotten() throws Exception {
        work(pod("a"));
        cache.removed(pod("a"));
        worker.reconcile(A);
        assertThat(site.calls).containsExactly("apply a", "delete a 0");
        assertThat(cache.nodeOf(A)).isEmpty();
        assertThat(observed.of(A)).isEqualTo(Observation.none());
        assertThat(sources.forgotten).containsExactly(A);
    }

    @Test
    void aPodThatVanishedWhileItsSiteWasAwayIsKilledWhenItIsBack() throws Exception {
        work(pod("a"));
        site.fail(ProviderException.Kind.UNREACHABLE);
        cache.removed(pod("a"));
        worker.reconcile(A);
        assertThat(cache.departed(NODE)).containsExactly(A);
        site.failure = null;
        Probing.round(open);
        worker.reconcile(A);
        assertThat(site.calls).endsWith("delete a 0");
        assertThat(cache.departed(NODE)).isEmpty();
    }

    @Test
    void aPodOfTheSameNameWaitsUntilItsPredecessorIsRemoved() throws Exception {
        work(pod("a"));
        Pod second = version(uid(pod("a"), "second"), "5");
        work(second);
        assertThat(site.calls).containsExactly("apply a");
        worker.reconcile(A);
        worker.reconcile(PodRef.of(second));
        assertThat(site.calls).containsExactly("apply a", "delete a 0", "apply a");
        assertThat(site.applied.get(1).ref().uid()).isEqualTo("second");
    }

    @Test
    void keysOfASiteThatIsAwayAreDropped() throws Exception {
        site.fail(ProviderException.Kind.UNREACHABLE);
        assertThat(work(pod("a")).delay()).isEmpty();
        assertThat(work(version(pod("a"), "2")).delay()).isEmpty();
        assertThat(site.calls).as("no retries against a site that is away").hasSize(1);
    }

    @Test
    void weatherTheSiteGoesAwayRightAfterAPodHasStarted_thePodStaysBoundToIt() throws Exception {
        list(running(A));
        Pod young = ran(tolerating(pod("a"), 300L), 0);
        assertThat(work(young).delay()).contains(Duration.ofSeconds(10));
        site.fail(ProviderException.Kind.UNREACHABLE);
        sources.hash = "2";
        assertThat(worker.reconcile(A).delay()).contains(Duration.ofSeconds(10));

        clock.advance(Duration.ofSeconds(10));
        assertThat(worker.reconcile(A).delay()).isEmpty();
        assertThat(writer.writes).containsExactly("tolerations a [null, null]");
        assertThat(site.calls).as("no calls while the site is away").hasSize(2);
    }

    @Test
    void weatherTheSiteIsAwayFromTheStart_onlyPodsThatRanThereStayBoundToIt() throws Exception {
        clock.advance(Duration.ofMinutes(1));
        site.fail(ProviderException.Kind.UNREACHABLE);
        work(tolerating(pod("b"), 300L));
        assertThat(writer.writes).isEmpty();
        work(ran(tolerating(pod("a"), 300L), 0));
        assertThat(writer.writes).containsExactly("tolerations a [null, null]");
    }

    @Test
    void podsOfNodesThatAreNotOursAreLeftAlone() throws Exception {
        assertThat(work(TestPods.node(pod("a"), "somebody-elses")).delay()).isEmpty();
        assertThat(site.calls).isEmpty();
    }

    @Test
    void aPodThatHasEndedIsNotStartedAgain() throws Exception {
        work(phase(pod("a"), "Succeeded"));
        assertThat(site.calls).isEmpty();
    }

    @Test
    void aPodThatSomebodyElseEndedWhileItRunsIsStopped() throws Exception {
        observed.heard(NODE, running(A));
        work(phase(pod("a"), "Failed"));
        assertThat(site.calls).containsExactly("delete a 30");
    }

    @Test
    void aPodIsStoppedWhenItsDeadlinePasses() throws Exception {
        Pod pod = new PodBuilder(ran(pod("a"), 0))
                .editSpec()
                .withActiveDeadlineSeconds(60L)
                .withTerminationGracePeriodSeconds(5L)
                .endSpec()
                .build();
        list(running(A));
        assertThat(work(pod).delay()).contains(Duration.ofSeconds(60));
        clock.advance(Duration.ofSeconds(60));
        worker.reconcile(A);
        assertThat(site.calls).containsExactly("apply a", "delete a 5");
    }

    @Test
    void afterARestartAPodThatRanWaitsForTheListInsteadOfBeingStartedAgain() throws Exception {
        work(ran(pod("a"), 0));
        assertThat(site.calls).isEmpty();
        assertThat(relisted).containsExactly(NODE);
    }

    @Test
    void afterASilenceAPodThatRanWaitsForTheList() throws Exception {
        list(running(A));
        work(ran(pod("a"), 0));
        observed.doubt(NODE);
        worker.reconcile(A);
        assertThat(site.calls).containsExactly("apply a");
        assertThat(relisted).containsExactly(NODE);
    }

    @Test
    void aPodThatItsSiteHasLostIsStartedAgainWithOneRestartMoreAndAWarning() throws Exception {
        list();
        work(ran(pod("a"), 2));
        assertThat(site.applied.get(0).container("main").restarts()).isEqualTo(3);
        assertThat(events.lines).singleElement().asString().startsWith("WARNING PodLost: Site edge-1");
    }

    @Test
    void aLostPodThatMustNotRestartIsNotStartedAgain() throws Exception {
        list();
        work(policy(ran(pod("a"), 0), "Never"));
        assertThat(site.calls).isEmpty();
    }

    @Test
    void aLostPodThatNeverRanIsStartedWithoutAWord() throws Exception {
        list();
        work(policy(pod("a"), "Never"));
        assertThat(site.applied.get(0).container("main").restarts()).isZero();
        assertThat(events.lines).isEmpty();
    }

    @Test
    void aPodThatIsOverByItsReportsIsNotAppliedAgain() throws Exception {
        observed.heard(NODE, ended(A, 0));
        work(policy(pod("a"), "OnFailure"));
        assertThat(site.calls).isEmpty();
    }

    @Test
    void aPodWithMissingReferencesIsHeldBack_andItsUserIsToldOnce() throws Exception {
        var waiting = new ContainerState.Waiting("CreateContainerConfigError", "secret \"s\" not found");
        var problem = new Resolution.Problem("Failed", "Error: secret \"s\" not found", "main");
        sources.instead = new Resolution.Missing(Map.of("main", waiting), List.of(problem));
        work(pod("a"));
        worker.reconcile(A);
        assertThat(site.calls).isEmpty();
        assertThat(observed.of(A).waiting()).containsEntry("main", waiting);
        assertThat(events.lines).containsExactly("WARNING Failed: Error: secret \"s\" not found");
    }

    @Test
    void aRunningPodWhoseReferencesGoMissingRunsOnAsItIs() throws Exception {
        list(running(A));
        var waiting = new ContainerState.Waiting("CreateContainerConfigError", "secret \"s\" not found");
        sources.instead = new Resolution.Missing(Map.of("main", waiting), List.of());
        work(ran(pod("a"), 0));
        assertThat(observed.of(A).waiting()).isEmpty();
        assertThat(site.calls).isEmpty();
    }

    @Test
    void aRefusedPodIsNotTriedAgainBeforeItsSpecChanges() throws Exception {
        site.fail(ProviderException.Kind.UNSUPPORTED);
        assertThat(work(pod("a")).delay()).isEmpty();
        worker.reconcile(A);
        assertThat(site.calls).hasSize(1);
        assertThat(observed.of(A).refusal())
                .isEqualTo(new Observation.Refusal("ProviderRefused", "spec.hostNetwork is not supported"));
        assertThat(events.lines).containsExactly("WARNING ProviderRefused: spec.hostNetwork is not supported");

        site.failure = null;
        work(new PodBuilder(version(pod("a"), "2"))
                .editSpec()
                .editFirstContainer()
                .withImage("other")
                .endContainer()
                .endSpec()
                .build());
        assertThat(site.calls).hasSize(2);
        assertThat(observed.of(A).refusal()).isNull();
    }

    @Test
    void aPodThatCannotBeResolvedAtAllIsRefused() throws Exception {
        sources.instead = new Resolution.Refused("InvalidPod", "spec.volumes[0].csi is not supported");
        work(pod("a"));
        assertThat(observed.of(A).refusal()).isNotNull();
        assertThat(site.calls).isEmpty();
    }

    @Test
    void aBusySiteIsTriedAgain() {
        site.fail(ProviderException.Kind.BUSY);
        assertThatThrownBy(() -> work(pod("a"))).isInstanceOf(ProviderException.class);
        assertThat(observed.of(A).presence()).isEqualTo(Presence.UNKNOWN);
    }

    @Test
    void aSiteThatIsBusyForLongIsToldOnce_andAgainAfterASuccess() throws Exception {
        site.fail(ProviderException.Kind.BUSY);
        for (int round = 0; round < 2; round++) {
            assertThatThrownBy(() -> work(pod("a"))).isInstanceOf(ProviderException.class);
            clock.advance(Duration.ofSeconds(9));
            assertThatThrownBy(() -> worker.reconcile(A)).isInstanceOf(ProviderException.class);
            assertThat(events.lines).as("a moment may pass").hasSize(round);

            clock.advance(Duration.ofSeconds(1));
            assertThatThrownBy(() -> worker.reconcile(A)).isInstanceOf(ProviderException.class);
            clock.advance(Duration.ofSeconds(60));
            assertThatThrownBy(() -> worker.reconcile(A)).isInstanceOf(ProviderException.class);
            assertThat(events.lines).hasSize(round + 1).last().asString().startsWith("WARNING ProviderFailed: ");

            var failure = site.failure;
            site.failure = null;
            sources.hash = "round " + round;
            worker.reconcile(A);
            site.failure = failure;
            sources.hash = "after round " + round;
        }
    }
}
