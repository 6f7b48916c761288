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
