// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.status.Given.absent;
import static io.outrigger.status.Given.after;
import static io.outrigger.status.Given.compute;
import static io.outrigger.status.Given.condition;
import static io.outrigger.status.Given.container;
import static io.outrigger.status.Given.ended;
import static io.outrigger.status.Given.observed;
import static io.outrigger.status.Given.pod;
import static io.outrigger.status.Given.present;
import static io.outrigger.status.Given.running;
import static io.outrigger.status.Given.waiting;
import static io.outrigger.status.Given.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.outrigger.pod.Observation;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.ObservedContainer;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodConditionsTest {

    private static final String TWO = "{containers: [{name: b, image: i}, {name: a, image: i}]}";

    @Test
    void the_kubelets_conditions_come_in_its_order_and_carry_the_generation() {
        PodStatus status = compute(pod(TWO), present(running("a"), running("b")));

        assertThat(status.getConditions())
                .extracting(PodCondition::getType, PodCondition::getStatus, PodCondition::getObservedGeneration)
                .containsExactly(
                        tuple("PodReadyToStartContainers", "True", 3L),
                        tuple("Initialized", "True", 3L),
                        tuple("Ready", "True", 3L),
                        tuple("ContainersReady", "True", 3L),
                        tuple("PodScheduled", "True", 3L));
        assertThat(status.getObservedGeneration()).isEqualTo(3L);
    }

    @Test
    void unready_containers_are_named_in_the_order_of_the_spec() {
        PodStatus status = compute(pod(TWO), present(waiting("a", "x"), waiting("b", "x")));

        for (String type : List.of("ContainersReady", "Ready")) {
            assertThat(condition(status, type).getStatus()).isEqualTo("False");
            assertThat(condition(status, type).getReason()).isEqualTo("ContainersNotReady");
            assertThat(condition(status, type).getMessage()).isEqualTo("containers with unready status: [b a]");
        }
    }

    @Test
    void a_container_that_has_not_passed_its_startup_probe_is_not_ready() {
        var observation = present(container("a", new Running(Given.EARLIER), null, 0, true, false), running("b"));

        assertThat(condition(compute(pod(TWO), observation), "Ready").getMessage())
                .isEqualTo("containers with unready status: [a]");
    }

    @Test
    void a_sidecar_that_is_not_ready_makes_the_pod_unready() {
        var pod = pod("{initContainers: [{name: s, image: i, restartPolicy: Always}, {name: n, image: i}],"
                + " containers: [{name: a, image: i}]}");
        var observation =
                present(container("s", new Running(Given.EARLIER), null, 0, false, true), ended("n", 0), running("a"));

        assertThat(condition(compute(pod, observation), "Ready").getMessage())
                .isEqualTo("containers with unready status: [s]");
        assertThat(condition(compute(pod, observation), "Initialized").getStatus())
                .isEqualTo("True");
    }

    @Test
    void init_containers_that_are_not_done_are_named() {
        var pod = pod("{initContainers: [{name: one, image: i}, {name: two, image: i}],"
                + " containers: [{name: a, image: i}]}");

        PodCondition initialized = condition(compute(pod, present(running("one"))), "Initialized");

        assertThat(initialized.getStatus()).isEqualTo("False");
        assertThat(initialized.getReason()).isEqualTo("ContainersNotInitialized");
        assertThat(initialized.getMessage()).isEqualTo("containers with incomplete status: [one two]");
    }

    @Test
    void a_finished_pod_says_completed_or_failed() {
        var pod = pod("{restartPolicy: Never, containers: [{name: a, image: i}]}");

        PodStatus succeeded = compute(pod, present(ended("a", 0)));
        PodStatus failed = compute(pod, present(ended("a", 3)));

        assertThat(condition(succeeded, "Ready").getReason()).isEqualTo("PodCompleted");
        assertThat(condition(succeeded, "ContainersReady").getReason()).isEqualTo("PodCompleted");
        assertThat(condition(succeeded, "Initialized").getReason()).isEqualTo("PodCompleted");
        assertThat(condition(failed, "Ready").getReason()).isEqualTo("PodFailed");
        assertThat(condition(failed, "ContainersReady").getReason()).isEqualTo("PodFailed");
        assertThat(condition(succeeded, "PodReadyToStartContainers").getStatus())
                .isEqualTo("False");
    }

    @Test
    void readiness_gates_hold_ready_back_but_not_containers_ready() {
        var pod = pod(
                "{containers: [{name: a, image: i}], readinessGates: [{conditionType: x/one}, {conditionType: x/two}]}");
        var before =
                new PodStatusBuilder().withConditions(foreign("x/two", "False")).build();

        PodStatus status = compute(with(pod, before), present(running("a")));

        assertThat(condition(status, "ContainersReady").getStatus()).isEqualTo("True");
        assertThat(condition(status, "Ready").getReason()).isEqualTo("ReadinessGatesNotReady");
        assertThat(condition(status, "Ready").getMessage())
                .isEqualTo("corresponding condition of pod readiness gate \"x/one\" does not exist., "
                        + "the status of pod readiness gate \"x/two\" is not \"True\", but False");
    }

    @Test
    void open_readiness_gates_let_ready_through() {
        var pod = pod("{containers: [{name: a, image: i}], readinessGates: [{conditionType: x/one}]}");
        var before =
                new PodStatusBuilder().withConditions(foreign("x/one", "True")).build();

        assertThat(condition(compute(with(pod, before), present(running("a"))), "Ready")
                        .getStatus())
                .isEqualTo("True");
    }

    @Test
    void conditions_of_others_stay_as_they_are() {
        PodCondition disruption = foreign("DisruptionTarget", "True");
        var before = new PodStatusBuilder().withConditions(disruption).build();

        PodStatus status = compute(with(pod(TWO), before), present(running("a"), running("b")));

        assertThat(status.getConditions()).contains(disruption).hasSize(6);
    }

    @Test
    void a_transition_time_changes_only_with_the_status_of_its_condition() {
        var pod = after(pod(TWO), present(running("a"), waiting("b", "x")));
        var later = Given.NOW.plusSeconds(60);

        PodStatus same = PodStatuses.compute(pod, present(waiting("a", "x"), waiting("b", "x")), Given.HOST, later);
        PodStatus changed = PodStatuses.compute(pod, present(running("a"), running("b")), Given.HOST, later);

        assertThat(condition(same, "Ready").getMessage()).isEqualTo("containers with unready status: [b a]");
        assertThat(condition(same, "Ready").getLastTransitionTime()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(condition(changed, "Ready").getLastTransitionTime()).isEqualTo("2026-01-02T03:05:05Z");
        assertThat(condition(changed, "PodScheduled").getLastTransitionTime()).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void a_pod_is_ready_to_start_containers_once_it_has_a_network() {
        String type = "PodReadyToStartContainers";

        assertThat(condition(compute(pod(TWO), Observation.none()), type).getStatus())
                .isEqualTo("False");
        assertThat(condition(compute(pod(TWO), observed(Presence.PRESENT, List.of())), type)
                        .getStatus())
                .isEqualTo("False");
        assertThat(condition(compute(pod(TWO), present()), type).getStatus()).isEqualTo("True");
        var ran = after(pod(TWO), present(running("a"), running("b")));
        assertThat(condition(compute(ran, absent()), type).getStatus()).isEqualTo("False");
        assertThat(condition(compute(ran, Observation.none()), type).getStatus())
                .isEqualTo("True");
    }

    private static PodCondition foreign(String type, String status) {
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason("Foreign")
                .withLastTransitionTime("2020-01-01T00:00:00Z")
                .build();
    }

    @Test
    void while_all_containers_are_ended_to_begin_again_the_pod_says_so() {
        var pod = pod(RULED);
        var ran = after(pod, present(running("a"), running("b"), ended("first", 0)));
        assertThat(condition(ran.getStatus(), RESTARTING).getStatus()).isEqualTo("False");

        var restarting = after(ran, present(anew("a", 42), anew("b", 137), anew("first", 137)));
        assertThat(restarting.getStatus().getPhase()).isEqualTo("Running");
        assertThat(condition(restarting.getStatus(), RESTARTING).getStatus()).isEqualTo("True");
        assertThat(condition(restarting.getStatus(), RESTARTING).getReason()).isEqualTo("RestartAllContainersStarted");
        assertThat(condition(restarting.getStatus(), "Initialized").getStatus()).isEqualTo("True");
        assertThat(restarting
                        .getStatus()
                        .getInitContainerStatuses()
                        .get(0)
                        .getState()
                        .getWaiting())
                .as("the end is left, because any container of such a pod may start again")
                .isNotNull();

        PodStatus begun = compute(restarting, present(running("a"), running("b"), ended("first", 0)));
        assertThat(condition(begun, RESTARTING).getStatus()).isEqualTo("False");
        assertThat(begun.getPhase()).isEqualTo("Running");
    }

    @Test
    void a_container_that_was_ended_with_all_others_has_not_failed_for_good() {
        var ran = after(pod(RULED), present(running("a"), running("b"), ended("first", 0)));

        PodStatus status = compute(ran, present(anew("a", 42), anew("b", 137), anew("first", 137)));
        assertThat(status.getPhase()).isEqualTo("Running");
        assertThat(compute(with(ran, status), present(ended("a", 0), ended("b", 1), ended("first", 0)))
                        .getPhase())
                .as("when they have ended by themselves")
                .isEqualTo("Failed");
    }

    private static final String RESTARTING = "AllContainersRestarting";

    private static final String RULED = "{restartPolicy: Never, initContainers: [{name: first, image: i}],"
            + " containers: [{name: a, image: i, restartPolicy: Never, restartPolicyRules:"
            + " [{action: RestartAllContainers, exitCodes: {operator: In, values: [42]}}]}, {name: b, image: i}]}";

    private static ObservedContainer anew(String name, int exitCode) {
        String reason = exitCode == 137 ? "RestartingAllContainers" : "Error";
        var end = new Terminated(exitCode, 0, reason, "", Given.EARLIER, Given.NOW, "");
        return container(name, new Waiting("RestartingAllContainers", ""), end, 1, false, false);
    }
}
