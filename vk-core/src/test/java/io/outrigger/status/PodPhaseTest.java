// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static io.outrigger.status.Given.compute;
import static io.outrigger.status.Given.container;
import static io.outrigger.status.Given.crashing;
import static io.outrigger.status.Given.ended;
import static io.outrigger.status.Given.pod;
import static io.outrigger.status.Given.present;
import static io.outrigger.status.Given.running;
import static io.outrigger.status.Given.waiting;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ObservedContainer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of {@code getPhase} in the kubelet of 1.36. In a cell: r running, w waiting, cN crashed with N, xN ended. */
class PodPhaseTest {

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource({
        "Always, r, Running",
        "Always, r r, Running",
        "Always, r w, Pending",
        "Always, w w, Pending",
        "Always, r -, Pending",
        "Always, r x1, Running",
        "Always, r c1, Running",
        "Always, c1 c1, Running",
        "Always, x0 x0, Running",
        "Always, x1 x0, Running",
        "Always, x0 w, Pending",
        "OnFailure, r x0, Running",
        "OnFailure, x0 x0, Succeeded",
        "OnFailure, x0 x1, Running",
        "OnFailure, x0 c1, Running",
        "Never, r x1, Running",
        "Never, x0 x0, Succeeded",
        "Never, x0 x1, Failed",
        "Never, x-1, Failed",
        "Never, x0 w, Pending",
        "Never, -, Pending",
    })
    void regular_containers_make_the_phase(String policy, String cells, String phase) {
        String[] states = cells.split(" ");
        var names = new ArrayList<String>();
        for (int at = 0; at < states.length; at++) {
            names.add("{name: c" + at + ", image: i}");
        }
        var pod = pod("{restartPolicy: " + policy + ", containers: " + names + "}");

        assertThat(compute(pod, present(containers("c", states))).getPhase()).isEqualTo(phase);
    }

    @ParameterizedTest(name = "{0}: init {1} with main {2} is {3}")
    @CsvSource({
        "Always, r, w, Pending",
        "Always, w, w, Pending",
        "Always, -, w, Pending",
        "Always, x0, r, Running",
        "Always, x0, w, Pending",
        "Always, c1, w, Pending",
        "OnFailure, c1, w, Pending",
        "OnFailure, x1, w, Pending",
        "Never, x1, w, Failed",
        "Never, c1, w, Failed",
        "Never, x0, x0, Succeeded",
        "Never, x0, x1, Failed",
        "Always, r, r, Pending",
    })
    void regular_init_containers_hold_the_phase_back(String policy, String init, String main, String phase) {
        var pod = pod("{restartPolicy: " + policy
                + ", initContainers: [{name: i0, image: i}], containers: [{name: c0, image: i}]}");
        var observed = new ArrayList<>(List.of(containers("i", init)));
        observed.addAll(List.of(containers("c", main)));

        assertThat(compute(pod, present(observed.toArray(ObservedContainer[]::new)))
                        .getPhase())
                .isEqualTo(phase);
    }

    @ParameterizedTest(name = "{0}: sidecar {1} with main {2} is {3}")
    @CsvSource({
        "Always, r, r, Running",
        "Always, s, w, Pending",
        "Always, s, r, Running",
        "Always, w, w, Pending",
        "Always, x1, r, Running",
        "Always, c1, r, Running",
        "Never, r, x0, Running",
        "Never, x0, x0, Succeeded",
        "Never, x137, x0, Succeeded",
        "Never, x0, x1, Failed",
    })
    void sidecars_count_while_they_run_and_not_when_they_end(String policy, String side, String main, String phase) {
        var pod = pod(
                "{restartPolicy: " + policy
                        + ", initContainers: [{name: i0, image: i, restartPolicy: Always}], containers: [{name: c0, image: i}]}");
        var observed = new ArrayList<>(List.of(containers("i", side)));
        observed.addAll(List.of(containers("c", main)));

        assertThat(compute(pod, present(observed.toArray(ObservedContainer[]::new)))
                        .getPhase())
                .isEqualTo(phase);
    }

    @ParameterizedTest(name = "pod {0}, container {1} {2}, exit {3} is {4}")
    @CsvSource({
        "Never, Always, '', 1, Running",
        "Always, Never, '', 1, Failed",
        "Always, OnFailure, '', 0, Succeeded",
        "Always, OnFailure, '', 1, Running",
        "Never, Never, 'In 42', 42, Running",
        "Never, Never, 'In 42', 43, Failed",
        "Never, Never, 'NotIn 42', 43, Running",
        "Never, Never, 'NotIn 42', 42, Failed",
    })
    void restart_rules_of_a_container_go_before_the_policy_of_its_pod(
            String policy, String own, String rule, int exitCode, String phase) {
        String rules = rule.isEmpty()
                ? ""
                : ", restartPolicyRules: [{action: Restart, exitCodes: {operator: " + rule.split(" ")[0] + ", values: ["
                        + rule.split(" ")[1] + "]}}]";
        var pod = pod("{restartPolicy: " + policy + ", containers: [{name: c0, image: i, restartPolicy: " + own + rules
                + "}]}");

        assertThat(compute(pod, present(ended("c0", exitCode))).getPhase()).isEqualTo(phase);
    }

    private static ObservedContainer[] containers(String prefix, String... cells) {
        var found = new ArrayList<ObservedContainer>();
        for (int at = 0; at < cells.length; at++) {
            String name = prefix + at;
            String cell = cells[at];
            switch (cell.charAt(0)) {
                case 'r' -> found.add(running(name));
                case 's' -> found.add(container(name, new Running(Given.EARLIER), null, 0, false, false));
                case 'w' -> found.add(waiting(name, "ContainerCreating"));
                case 'c' -> found.add(crashing(name, Integer.parseInt(cell.substring(1))));
                case 'x' -> found.add(ended(name, Integer.parseInt(cell.substring(1))));
                default -> assertThat(cell).isEqualTo("-");
            }
        }
        return found.toArray(ObservedContainer[]::new);
    }
}
