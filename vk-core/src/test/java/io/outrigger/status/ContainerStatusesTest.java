// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.status.Given.absent;
import static io.outrigger.status.Given.after;
import static io.outrigger.status.Given.compute;
import static io.outrigger.status.Given.container;
import static io.outrigger.status.Given.crashing;
import static io.outrigger.status.Given.end;
import static io.outrigger.status.Given.ended;
import static io.outrigger.status.Given.pod;
import static io.outrigger.status.Given.present;
import static io.outrigger.status.Given.running;
import static io.outrigger.status.Given.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.pod.Observation;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ContainerState.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerStatusesTest {

    private static final Pod ALWAYS = pod("{containers: [{name: a, image: i}]}");

    @Test
    void regular_and_ephemeral_containers_are_sorted_by_name_and_init_containers_as_in_the_spec() {
        Pod pod = pod("{initContainers: [{name: z, image: i}, {name: y, image: i}],"
                + " containers: [{name: b, image: i}, {name: a, image: i}],"
                + " ephemeralContainers: [{name: d, image: i}, {name: c, image: i}]}");

        PodStatus status = compute(pod, present());

        assertThat(status.getInitContainerStatuses())
                .extracting(ContainerStatus::getName)
                .containsExactly("z", "y");
        assertThat(status.getContainerStatuses())
                .extracting(ContainerStatus::getName)
                .containsExactly("a", "b");
        assertThat(status.getEphemeralContainerStatuses())
                .extracting(ContainerStatus::getName)
                .containsExactly("c", "d");
    }

    @Test
    void a_running_container_shows_what_the_runtime_says() {
        ContainerStatus status = container(compute(ALWAYS, present(running("a"))), "a");

        assertThat(status.getState().getRunning().getStartedAt()).isEqualTo("2026-01-02T03:00:00Z");
        assertThat(status.getImage()).isEqualTo("image:1");
        assertThat(status.getImageID()).isEqualTo("sha256:1");
        assertThat(status.getContainerID()).isEqualTo("test://a");
        assertThat(status.getReady()).isTrue();
        assertThat(status.getStarted()).isTrue();
        assertThat(status.getResources()).isNull();
    }

    @Test
    void a_container_that_ended_without_a_reason_gets_the_kubelets() {
        assertThat(container(compute(ALWAYS, present(ended("a", 0))), "a")
                        .getState()
                        .getTerminated()
                        .getReason())
                .isEqualTo("Completed");
        assertThat(container(compute(ALWAYS, present(ended("a", 2))), "a")
                        .getState()
                        .getTerminated()
                        .getReason())
                .isEqualTo("Error");
    }

    @Test
    void a_crashing_container_waits_with_its_last_end() {
        ContainerStatus status = container(compute(ALWAYS, present(crashing("a", 7))), "a");

        assertThat(status.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(status.getState().getWaiting().getMessage()).isEqualTo("back-off 10s");
        assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(7);
        assertThat(status.getRestartCount()).isEqualTo(1);
        assertThat(status.getReady()).isFalse();
        assertThat(status.getStarted()).isFalse();
    }

    @Test
    void the_restart_count_never_goes_down() {
        Pod restarted = after(ALWAYS, present(container("a", new Running(Given.EARLIER), null, 5, true, true)));

        assertThat(container(compute(restarted, present(running("a"))), "a").getRestartCount())
                .isEqualTo(5);
        assertThat(container(compute(ALWAYS, present(container("a", end(1), null, -4, true, true))), "a")
                        .getRestartCount())
                .isZero();
    }

    @Test
    void the_last_state_is_remembered_when_the_site_does_not_say_it() {
        Pod ended = after(ALWAYS, present(ended("a", 9)));

        ContainerStatus status = container(compute(ended, present(running("a"))), "a");

        assertThat(status.getLastState().getTerminated().getExitCode()).isEqualTo(9);
        assertThat(container(compute(after(ended, present(running("a"))), present(running("a"))), "a"))
                .isEqualTo(status);
    }

    @Test
    void an_init_container_is_ready_when_it_has_succeeded_and_started_while_it_runs() {
        Pod pod = pod("{initContainers: [{name: n, image: i}], containers: [{name: a, image: i}]}");

        var running = compute(pod, present(container("n", new Running(Given.EARLIER), null, 0, false, false)))
                .getInitContainerStatuses()
                .get(0);
        var succeeded =
                compute(pod, present(ended("n", 0))).getInitContainerStatuses().get(0);
        var failed =
                compute(pod, present(ended("n", 1))).getInitContainerStatuses().get(0);

        assertThat(running.getStarted()).isTrue();
        assertThat(running.getReady()).isFalse();
        assertThat(succeeded.getReady()).isTrue();
        assertThat(succeeded.getStarted()).isFalse();
        assertThat(failed.getReady()).isFalse();
    }

    @Test
    void an_ephemeral_container_is_neither_ready_nor_started() {
        Pod pod = pod("{containers: [{name: a, image: i}], ephemeralContainers: [{name: e, image: i}]}");

        var status = compute(pod, present(running("a"), running("e")))
                .getEphemeralContainerStatuses()
                .get(0);

        assertThat(status.getReady()).isFalse();
        assertThat(status.getStarted()).isNull();
        assertThat(status.getState().getRunning()).isNotNull();
    }

    @Test
    void an_ephemeral_container_that_was_refused_says_so_and_counts_neither_for_the_phase_nor_for_readiness() {
        Pod pod = pod("{restartPolicy: Never, containers: [{name: a, image: i}],"
                + " ephemeralContainers: [{name: e, image: i}]}");
        var refused = Map.of("e", new Waiting("ProviderRefused", "spec.ephemeralContainers cannot run"));

        PodStatus running = compute(pod, held(present(running("a")), refused));
        PodStatus over = compute(pod, held(present(ended("a", 0)), refused));

        var waiting = running.getEphemeralContainerStatuses().get(0).getState().getWaiting();
        assertThat(waiting.getReason()).isEqualTo("ProviderRefused");
        assertThat(waiting.getMessage()).isEqualTo("spec.ephemeralContainers cannot run");
        assertThat(container(running, "a").getReady()).isTrue();
        assertThat(running.getPhase()).isEqualTo("Running");
        assertThat(running.getConditions())
                .allSatisfy(each -> assertThat(each.getStatus()).isEqualTo("True"));
        assertThat(over.getPhase()).isEqualTo("Succeeded");
    }

    @Test
    void a_container_that_cannot_restart_does_not_leave_its_end() {
        Pod never = pod("{restartPolicy: Never, containers: [{name: a, image: i}, {name: b, image: i}]}");
        Pod onFailure = pod("{restartPolicy: OnFailure, containers: [{name: a, image: i}, {name: b, image: i}]}");

        for (int code : new int[] {0, 1}) {
            Pod pod = after(never, present(ended("a", code), running("b")));
            assertThat(container(compute(pod, present(running("a"), running("b"))), "a")
                            .getState()
                            .getTerminated())
                    .isNotNull();
        }
        Pod succeeded = after(onFailure, present(ended("a", 0), running("b")));
        Pod failed = after(onFailure, present(ended("a", 1), running("b")));
        assertThat(container(compute(succeeded, present(running("a"), running("b"))), "a")
                        .getState()
                        .getTerminated())
                .isNotNull();
        assertThat(container(compute(failed, present(running("a"), running("b"))), "a")
                        .getState()
                        .getRunning())
                .isNotNull();
    }

    @Test
    void a_container_missing_from_a_pod_that_is_there_was_lost() {
        Pod two = after(
                pod("{containers: [{name: a, image: i}, {name: b, image: i}]}"), present(running("a"), running("b")));

        ContainerStatus lost = container(compute(two, present(running("a"))), "b");

        assertThat(lost.getState().getWaiting()).isNotNull();
        assertThat(lost.getLastState().getTerminated().getReason()).isEqualTo("ContainerStatusUnknown");
        assertThat(lost.getRestartCount()).isEqualTo(1);
    }

    @Test
    void a_lost_container_that_had_succeeded_does_not_wait_to_run_again() {
        Pod pod = pod("{restartPolicy: OnFailure, containers: [{name: a, image: i}]}");
        Pod waiting = after(pod, present(crashing("a", 0)));

        ContainerStatus status = container(compute(waiting, absent()), "a");

        assertThat(status.getState().getTerminated().getExitCode()).isZero();
    }

    @Test
    void an_ended_container_stays_ended_when_its_site_forgets_the_pod() {
        Pod pod = pod("{restartPolicy: OnFailure, containers: [{name: a, image: i}, {name: b, image: i}]}");
        Pod half = after(pod, present(ended("a", 0), running("b")));

        ContainerStatus status = container(compute(half, absent()), "a");

        assertThat(status.getState().getTerminated().getExitCode()).isZero();
    }

    @Test
    void termination_messages_are_cut_per_container_and_per_pod() {
        var talkative = new Terminated(1, 0, "Error", "ä".repeat(5000), Given.EARLIER, Given.NOW, "");
        Pod eight = pod("{containers: [{name: a, image: i}, {name: b, image: i}, {name: c, image: i},"
                + " {name: d, image: i}, {name: e, image: i}, {name: f, image: i}, {name: g, image: i},"
                + " {name: h, image: i}]}");

        assertThat(bytes(container(compute(ALWAYS, present(container("a", talkative, null, 0, false, false))), "a")))
                .isEqualTo(4096);
        assertThat(bytes(container(compute(eight, present(container("a", talkative, null, 0, false, false))), "a")))
                .isEqualTo(1536);
    }

    @Test
    void clocks_that_are_wrong_make_times_the_api_server_can_read() {
        var old = new Terminated(1, -9, "Error", "", Instant.MIN, Instant.MAX, "");

        var state = container(compute(ALWAYS, present(container("a", old, null, 0, false, false))), "a")
                .getState()
                .getTerminated();

        assertThat(state.getStartedAt()).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(state.getFinishedAt()).isEqualTo("9999-12-31T23:59:59Z");
        assertThat(state.getSignal()).isNull();
    }

    @Test
    void text_that_is_no_text_is_made_one() {
        var broken = new Waiting(" ", "a\ud800b" + "x".repeat(10_000));

        var state = container(compute(ALWAYS, present(container("a", broken, null, 0, false, false))), "a")
                .getState()
                .getWaiting();

        assertThat(state.getReason()).isEqualTo("ContainerCreating");
        assertThat(state.getMessage()).startsWith("a\ufffdbx");
        assertThat(state.getMessage().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
    }

    @Test
    void a_readiness_without_a_running_container_means_nothing() {
        ContainerStatus status = container(compute(ALWAYS, present(container("a", end(1), null, 0, true, true))), "a");

        assertThat(status.getReady()).isFalse();
        assertThat(status.getStarted()).isFalse();
        assertThat(container(compute(ALWAYS, present(waiting("a", "x"))), "a").getReady())
                .isFalse();
    }

    private static int bytes(ContainerStatus status) {
        return status.getState().getTerminated().getMessage().getBytes(StandardCharsets.UTF_8).length;
    }

    private static Observation held(Observation observation, Map<String, Waiting> waiting) {
        return new Observation(observation.presence(), observation.pod(), null, waiting);
    }
}
