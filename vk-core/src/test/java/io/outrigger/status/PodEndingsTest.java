// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.status.Given.absent;
import static io.outrigger.status.Given.after;
import static io.outrigger.status.Given.compute;
import static io.outrigger.status.Given.condition;
import static io.outrigger.status.Given.container;
import static io.outrigger.status.Given.crashing;
import static io.outrigger.status.Given.ended;
import static io.outrigger.status.Given.pod;
import static io.outrigger.status.Given.present;
import static io.outrigger.status.Given.running;
import static io.outrigger.status.Given.terminating;
import static io.outrigger.status.Given.waiting;
import static io.outrigger.status.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.pod.Observation;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.RecordedEvents;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodFailure;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodEndingsTest {

    private static final Pod ALWAYS = pod("{containers: [{name: a, image: i}]}");
    private static final Pod NEVER = pod("{restartPolicy: Never, containers: [{name: a, image: i}]}");
    private static final Pod ON_FAILURE = pod("{restartPolicy: OnFailure, containers: [{name: a, image: i}]}");
    private static final Pod WITH_INIT =
            pod("{initContainers: [{name: n, image: i}], containers: [{name: a, image: i}]}");

    @Test
    void a_lost_pod_that_may_restart_counts_the_restart_once() {
        for (Pod pod : List.of(ALWAYS, ON_FAILURE)) {
            Pod ran = after(pod, present(running("a")));

            Pod lost = after(ran, absent());
            PodStatus again = compute(lost, absent());

            var status = container(lost.getStatus(), "a");
            assertThat(lost.getStatus().getPhase()).isEqualTo("Running");
            assertThat(status.getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
            assertThat(status.getLastState().getTerminated().getReason()).isEqualTo("ContainerStatusUnknown");
            assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(137);
            assertThat(status.getLastState().getTerminated().getMessage())
                    .isEqualTo("The container could not be located when the pod was deleted.  "
                            + "The container used to be Running");
            assertThat(status.getRestartCount()).isEqualTo(1);
            assertThat(lost.getStatus().getPodIPs()).isEmpty();
            assertThat(again).isEqualTo(lost.getStatus());
        }
    }

    @Test
    void a_loss_counts_once_when_the_site_said_running_last() {
        Pod ran = after(ALWAYS, present(running("a")));
        var forgotten = new Observation(Presence.ABSENT, present(running("a")).pod(), null, Map.of());

        Pod lost = after(ran, forgotten);

        assertThat(container(lost.getStatus(), "a").getRestartCount()).isEqualTo(1);
        assertThat(compute(lost, forgotten)).isEqualTo(lost.getStatus());
        assertThat(container(compute(after(ALWAYS, forgotten), forgotten), "a").getRestartCount())
                .isEqualTo(1);
    }

    @Test
    void a_lost_pod_that_must_not_run_twice_has_failed() {
        Pod ran = after(NEVER, present(running("a")));

        PodStatus status = compute(ran, absent());

        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getReason()).isEqualTo("PodLost");
        assertThat(status.getMessage()).contains("restartPolicy is Never");
        var ended = container(status, "a").getState().getTerminated();
        assertThat(ended.getReason()).isEqualTo("ContainerStatusUnknown");
        assertThat(ended.getExitCode()).isEqualTo(137);
        assertThat(ended.getMessage()).isEqualTo("The container could not be located when the pod was terminated");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("PodFailed");
        assertThat(compute(with(NEVER, status), absent())).isEqualTo(status);
    }

    @Test
    void a_pod_that_never_started_is_not_lost() {
        Pod seen = after(NEVER, present(waiting("a", "ImagePullBackOff")));

        assertThat(compute(seen, absent()).getPhase()).isEqualTo("Pending");
    }

    @Test
    void a_finished_pod_that_its_site_forgets_is_not_lost() {
        var forgotten = new Observation(Presence.ABSENT, present(ended("a", 0)).pod(), null, Map.of());

        assertThat(compute(NEVER, forgotten).getPhase()).isEqualTo("Succeeded");
        assertThat(compute(NEVER, forgotten).getReason()).isNull();
    }

    @Test
    void a_terminating_pod_keeps_its_phase_until_all_has_ended() {
        Pod two = pod("{containers: [{name: a, image: i}, {name: b, image: i}]}");
        Pod stopping = terminating(after(two, present(running("a"), running("b"))));

        assertThat(compute(stopping, present(ended("a", 0), running("b"))).getPhase())
                .isEqualTo("Running");
        assertThat(compute(stopping, present(ended("a", 0), ended("b", 143))).getPhase())
                .isEqualTo("Failed");
        assertThat(compute(stopping, present(ended("a", 0), ended("b", 0))).getPhase())
                .isEqualTo("Succeeded");
        assertThat(compute(stopping, Observation.none()).getPhase()).isEqualTo("Running");
    }

    @Test
    void a_terminating_pod_that_its_site_forgot_has_failed_with_unknown_ends() {
        Pod stopping = terminating(after(ALWAYS, present(running("a"))));

        PodStatus status = compute(stopping, absent());

        assertThat(status.getPhase()).isEqualTo("Failed");
        assertThat(status.getReason()).isNull();
        assertThat(container(status, "a").getState().getTerminated().getMessage())
                .isEqualTo("The container could not be located when the pod was terminated");
        assertThat(container(status, "a").getRestartCount()).isZero();
    }

    @Test
    void a_terminating_pod_that_never_started_has_failed() {
        PodStatus plain = compute(terminating(ALWAYS), absent());
        PodStatus initializing = compute(terminating(WITH_INIT), absent());

        assertThat(plain.getPhase()).isEqualTo("Failed");
        assertThat(container(plain, "a").getState().getTerminated().getExitCode())
                .isEqualTo(137);
        assertThat(initializing.getPhase()).isEqualTo("Failed");
        assertThat(container(initializing, "a").getState().getWaiting()).isNotNull();
    }

    @Test
    void a_terminating_pod_keeps_exit_codes_its_site_has_told() {
        Pod stopping = terminating(after(ALWAYS, present(running("a"))));
        var forgotten =
                new Observation(Presence.ABSENT, present(ended("a", 143)).pod(), null, Map.of());

        assertThat(container(compute(stopping, forgotten), "a")
                        .getState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(143);
    }

    @Test
    void only_a_site_that_was_heard_has_stopped_a_pod() {
        assertThat(PodStatuses.stopped(ALWAYS, Observation.none())).isFalse();
        assertThat(PodStatuses.stopped(ALWAYS, absent())).isTrue();
        assertThat(PodStatuses.stopped(ALWAYS, present(running("a")))).isFalse();
        assertThat(PodStatuses.stopped(ALWAYS, present(crashing("a", 1)))).isFalse();
        assertThat(PodStatuses.stopped(ALWAYS, present(ended("a", 1)))).isTrue();
        assertThat(PodStatuses.stopped(ALWAYS, present(ended("a", 1), running("stranger"))))
                .isTrue();
    }

    @Test
    void a_pod_past_its_deadline_has_failed_once_it_has_stopped() {
        Pod pod = pod("{activeDeadlineSeconds: 30, containers: [{name: a, image: i}]}");
        Pod ran = after(pod, present(running("a")));
        Instant late = Given.NOW.plusSeconds(30);

        PodStatus running = PodStatuses.compute(ran, present(running("a")), Given.HOST, late);
        PodStatus stopped = PodStatuses.compute(ran, present(ended("a", 137)), Given.HOST, late);
        PodStatus early = PodStatuses.compute(ran, present(ended("a", 137)), Given.HOST, late.minusSeconds(1));

        assertThat(running.getPhase()).isEqualTo("Running");
        assertThat(stopped.getPhase()).isEqualTo("Failed");
        assertThat(stopped.getReason()).isEqualTo("DeadlineExceeded");
        assertThat(stopped.getMessage()).isEqualTo("Pod was active on the node longer than the specified deadline");
        assertThat(early.getPhase()).isEqualTo("Running");
    }

    @Test
    void a_pod_that_finished_in_time_is_not_past_its_deadline() {
        Pod pod = pod("{activeDeadlineSeconds: 30, restartPolicy: Never, containers: [{name: a, image: i}]}");
        Pod ran = after(pod, present(running("a")));

        assertThat(PodStatuses.compute(ran, present(ended("a", 0)), Given.HOST, Given.NOW.plusSeconds(99))
                        .getPhase())
                .isEqualTo("Succeeded");
    }

    @Test
    void aPodThatItsSiteHasEndedFailsForItsReasonWhenNothingRunsAnyMore() {
        var failure = new PodFailure("Evicted", "Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\". ");
        Pod before = after(
                pod("{restartPolicy: Always, containers: [{name: a, image: i}, {name: b, image: i}]}"),
                present(running("a"), running("b")));
        Pod ending = after(before, failing(failure, running("a"), ended("b", 143)));
        assertThat(ending.getStatus().getPhase()).isEqualTo("Running");
        assertThat(ending.getStatus().getReason()).isNull();

        Pod over = after(ending, failing(failure, ended("a", 0), ended("b", 143)));
        assertThat(over.getStatus().getPhase()).isEqualTo("Failed");
        assertThat(over.getStatus().getReason()).isEqualTo("Evicted");
        assertThat(over.getStatus().getMessage()).isEqualTo(failure.message());
        assertThat(condition(over.getStatus(), "Ready").getReason()).isEqualTo("PodFailed");

        var events = new RecordedEvents();
        new PodEvents(events).changed(ending, over.getStatus(), Set.of());
        new PodEvents(events).changed(over, over.getStatus(), Set.of());
        assertThat(events.lines).containsExactly("WARNING Evicted: " + failure.message());
    }

    private static Observation failing(PodFailure failure, ObservedContainer... containers) {
        return new Observation(
                Presence.PRESENT, new ObservedPod(Given.REF, List.of(), List.of(containers), failure), null, Map.of());
    }
}
