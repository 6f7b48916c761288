// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.status.Given.absent;
import static io.outrigger.status.Given.after;
import static io.outrigger.status.Given.compute;
import static io.outrigger.status.Given.condition;
import static io.outrigger.status.Given.container;
import static io.outrigger.status.Given.crashing;
import static io.outrigger.status.Given.ended;
import static io.outrigger.status.Given.observed;
import static io.outrigger.status.Given.pod;
import static io.outrigger.status.Given.present;
import static io.outrigger.status.Given.running;
import static io.outrigger.status.Given.terminating;
import static io.outrigger.status.Given.waiting;
import static io.outrigger.status.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.outrigger.pod.Observation;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.ObservedPod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodStatusesTest {

    private static final Pod ALWAYS = pod("{containers: [{name: a, image: i}]}");
    private static final Pod NEVER = pod("{restartPolicy: Never, containers: [{name: a, image: i}]}");
    private static final Pod ON_FAILURE = pod("{restartPolicy: OnFailure, containers: [{name: a, image: i}]}");
    private static final Pod WITH_INIT =
            pod("{initContainers: [{name: n, image: i}], containers: [{name: a, image: i}]}");

    @Test
    void a_new_pod_is_pending_with_a_start_time_and_waits_to_be_created() {
        PodStatus status = compute(ALWAYS, Observation.none());

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(status.getStartTime()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(status.getQosClass()).isEqualTo("BestEffort");
        assertThat(status.getHostIP()).isEqualTo("192.0.2.1");
        assertThat(status.getHostIPs()).containsExactly(new HostIP("192.0.2.1"));
        assertThat(container(status, "a").getState().getWaiting().getReason()).isEqualTo("ContainerCreating");
        assertThat(container(status, "a").getImage()).isEqualTo("i");
        assertThat(container(status, "a").getImageID()).isEmpty();
    }

    @Test
    void a_new_pod_with_init_containers_is_initializing() {
        PodStatus status = compute(WITH_INIT, Observation.none());

        assertThat(container(status, "a").getState().getWaiting().getReason()).isEqualTo("PodInitializing");
        assertThat(status.getInitContainerStatuses()
                        .get(0)
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("PodInitializing");
    }

    @Test
    void the_start_time_is_set_once() {
        Pod started = after(ALWAYS, Observation.none());

        assertThat(PodStatuses.compute(started, present(running("a")), List.of(), Instant.MAX)
                        .getStartTime())
                .isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void a_running_pod_shows_its_addresses_by_family() {
        var observation = observed(
                Presence.PRESENT, List.of("FD00:0:0::1", "not an address", "10.0.0.07", "10.0.0.7"), running("a"));

        PodStatus status = compute(ALWAYS, observation);

        assertThat(status.getPodIP()).isEqualTo("10.0.0.7");
        assertThat(status.getPodIPs()).containsExactly(new PodIP("10.0.0.7"), new PodIP("fd00::1"));
    }

    @Test
    void a_pod_on_the_hosts_network_has_the_hosts_address_when_the_site_names_none() {
        Pod pod = pod("{hostNetwork: true, containers: [{name: a, image: i}]}");

        assertThat(compute(pod, observed(Presence.PRESENT, List.of(), running("a")))
                        .getPodIP())
                .isEqualTo("192.0.2.1");
    }

    @Test
    void a_stopped_pod_keeps_its_address() {
        Pod ran = after(NEVER, present(running("a")));

        assertThat(compute(ran, observed(Presence.PRESENT, List.of(), ended("a", 0)))
                        .getPodIP())
                .isEqualTo("10.0.0.7");
    }

    @Test
    void fields_of_others_stay() {
        var before = new PodStatusBuilder().withNominatedNodeName("x").build();

        assertThat(compute(with(ALWAYS, before), present(running("a"))).getNominatedNodeName())
                .isEqualTo("x");
    }

    @Test
    void reason_and_message_stay_with_their_phase() {
        var before = new PodStatusBuilder()
                .withPhase("Running")
                .withReason("NodeLost")
                .withMessage("m")
                .build();

        assertThat(compute(with(ALWAYS, before), present(running("a"))).getReason())
                .isEqualTo("NodeLost");
        assertThat(compute(with(NEVER, before), present(ended("a", 0))).getReason())
                .isNull();
    }

    @Test
    void a_pod_that_is_over_stays_over_whatever_the_site_says() {
        for (String phase : List.of("Succeeded", "Failed")) {
            var before = new PodStatusBuilder()
                    .withPhase(phase)
                    .withReason("Evicted")
                    .withMessage("m")
                    .build();
            for (Observation observation : List.of(present(running("a")), absent(), Observation.none())) {
                PodStatus status = compute(with(ALWAYS, before), observation);
                assertThat(status.getPhase()).isEqualTo(phase);
                assertThat(status.getReason()).isEqualTo("Evicted");
            }
        }
    }

    @Test
    void a_pod_that_has_run_is_never_pending_again() {
        for (Pod pod : List.of(ALWAYS, ON_FAILURE, NEVER)) {
            Pod ran = after(pod, present(running("a")));

            Pod pulling = after(ran, present(waiting("a", "ImagePullBackOff")));

            assertThat(pulling.getStatus().getPhase()).isEqualTo("Running");
            assertThat(condition(pulling.getStatus(), "Ready").getStatus()).isEqualTo("False");
            assertThat(compute(pulling, present(waiting("a", "ImagePullBackOff"))))
                    .isEqualTo(pulling.getStatus());
        }
    }

    @Test
    void a_pod_whose_init_containers_run_again_is_still_running() {
        Pod ran = after(WITH_INIT, present(ended("n", 0), running("a")));

        PodStatus again = compute(ran, present(running("n"), crashing("a", 1)));

        assertThat(again.getPhase()).isEqualTo("Running");
    }

    @Test
    void a_silent_site_changes_nothing() {
        Pod ran = after(ALWAYS, present(running("a")));

        assertThat(compute(ran, Observation.none())).isEqualTo(ran.getStatus());
        assertThat(compute(ran, new Observation(Presence.UNKNOWN, null, null, missing())))
                .isEqualTo(ran.getStatus());
    }

    @Test
    void no_pod_is_over_before_its_site_was_heard() {
        Pod ran = after(NEVER, present(running("a")));
        var status = new PodStatusBuilder(compute(ran, present(ended("a", 0))))
                .withPhase("Running")
                .build();

        assertThat(compute(with(NEVER, status), Observation.none()).getPhase()).isEqualTo("Running");
    }

    @Test
    void no_pod_is_over_while_an_init_container_runs() {
        Pod pod = pod("{restartPolicy: Never, initContainers: [{name: n, image: i}, {name: m, image: i}],"
                + " containers: [{name: a, image: i}]}");

        assertThat(compute(pod, present(ended("n", 1), running("m"))).getPhase())
                .isEqualTo("Pending");
        assertThat(compute(pod, present(ended("n", 1), ended("m", 0))).getPhase())
                .isEqualTo("Failed");
    }

    @Test
    void no_pod_is_over_while_its_site_means_to_start_a_container_again() {
        Pod ran = after(NEVER, present(running("a")));

        assertThat(compute(ran, present(crashing("a", 143))).getPhase()).isEqualTo("Running");
    }

    @Test
    void a_missing_reference_shows_in_a_pod_that_does_not_run() {
        PodStatus status = compute(ALWAYS, new Observation(Presence.ABSENT, null, null, missing()));

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(container(status, "a").getState().getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
        assertThat(container(status, "a").getState().getWaiting().getMessage()).isEqualTo("configmap \"x\" not found");
    }

    @Test
    void a_missing_reference_does_not_touch_a_pod_that_runs() {
        Pod ran = after(ALWAYS, present(running("a")));
        var observation =
                new Observation(Presence.PRESENT, present(running("a")).pod(), null, missing());

        assertThat(compute(ran, observation)).isEqualTo(ran.getStatus());
    }

    @Test
    void a_refused_pod_stays_pending_and_names_the_field() {
        var refusal = new Observation.Refusal("UnsupportedField", "spec.volumes{v}: no such volumes here");

        PodStatus status = compute(ALWAYS, new Observation(Presence.ABSENT, null, refusal, Map.of()));

        assertThat(status.getPhase()).isEqualTo("Pending");
        assertThat(container(status, "a").getState().getWaiting().getReason()).isEqualTo("UnsupportedField");
        assertThat(container(status, "a").getState().getWaiting().getMessage())
                .isEqualTo("spec.volumes{v}: no such volumes here");
        assertThat(condition(status, "Ready").getStatus()).isEqualTo("False");
    }

    @Test
    void a_refusal_that_is_gone_leaves_nothing_behind() {
        var refusal = new Observation.Refusal("UnsupportedField", "m");
        Pod refused = after(ALWAYS, new Observation(Presence.ABSENT, null, refusal, Map.of()));

        assertThat(compute(refused, absent())).isEqualTo(compute(ALWAYS, absent()));
    }

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
    void a_scribbled_phase_is_repaired() {
        var scribbled = new PodStatusBuilder(compute(ALWAYS, present(waiting("a", "x"))))
                .withPhase("Running")
                .build();

        assertThat(compute(with(ALWAYS, scribbled), present(waiting("a", "x"))).getPhase())
                .isEqualTo("Pending");
    }

    @Test
    void a_site_that_says_nonsense_makes_a_sane_status() {
        var observation = new Observation(
                Presence.PRESENT,
                new ObservedPod(
                        Given.REF,
                        List.of("", "999.1.1.1", "::ffff:1.2.3.4", "example.com"),
                        List.of(running("stranger"), ended("a", -1), running("a"))),
                null,
                Map.of());

        PodStatus status = compute(ALWAYS, observation);

        assertThat(status.getPodIP()).isNull();
        assertThat(status.getPodIPs()).isEmpty();
        assertThat(status.getContainerStatuses()).hasSize(1);
        assertThat(container(status, "a").getState().getTerminated().getExitCode())
                .isEqualTo(-1);
    }

    private static Map<String, Waiting> missing() {
        return Map.of("a", new Waiting("CreateContainerConfigError", "configmap \"x\" not found"));
    }
}
