// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.LateValue;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter 2 of the contract, third part: what a site does by itself to keep pods alive. */
public abstract class KeepAliveRules extends Chapter {

    /** For subclasses. */
    protected KeepAliveRules() {}

    @Test
    final void rule_2_7_initContainersRunInOrderBeforeTheOthers() throws Exception {
        needs(Capability.INIT_CONTAINERS);
        start();
        TestPod pod = pod(RUNS)
                .init("first", Program.of(new Program.Pause(Duration.ofMillis(300))))
                .init("second", exits(0));
        ObservedPod running = bench().run(pod);
        ContainerState.Terminated first = termination(running, "first");
        ContainerState.Terminated second = termination(running, "second");
        assertThat(second.startedAt())
                .as("the start of the second init container, beside the end of the first")
                .isAfterOrEqualTo(first.finishedAt());
        assertThat(((ContainerState.Running)
                                running.container(TestPod.MAIN).orElseThrow().state())
                        .startedAt())
                .as("the start of the container, beside the end of the last init container")
                .isAfterOrEqualTo(second.finishedAt());
    }

    @Test
    final void rule_2_7_aFailedInitContainerStopsThePod() throws Exception {
        needs(Capability.INIT_CONTAINERS);
        Site site = start();
        TestPod pod = pod(RUNS).init("first", exits(4));
        site.apply(pod.build());
        bench().awaitListed(
                        pod.ref(),
                        "with its init container ended by exit code 4",
                        listed -> listed.flatMap(each -> each.container("first"))
                                .flatMap(States::termination)
                                .filter(end -> end.exitCode() == 4)
                                .isPresent());
        Waiting.stays(
                lent().quiet(),
                "the container does not run, because its init container failed",
                () -> bench().listed(pod.ref()),
                listed -> !States.running().test(listed));
    }

    @Test
    final void rule_2_7_aFailedContainerIsRestartedAndThenBacksOff() throws Exception {
        needs(Capability.RESTARTS);
        Site site = start();
        TestPod pod = pod(exits(3)).restartPolicy("OnFailure");
        site.apply(pod.build());
        ObservedContainer waiting = bench().awaitListed(
                        pod.ref(),
                        "restarted and then waiting with reason CrashLoopBackOff",
                        listed -> States.main(listed)
                                .filter(main -> main.restarts() >= 1
                                        && main.state() instanceof ContainerState.Waiting state
                                        && state.reason().equals("CrashLoopBackOff"))
                                .isPresent())
                .container(TestPod.MAIN)
                .orElseThrow();
        assertThat(waiting.lastTermination())
                .as("how the instance before ended")
                .isNotNull()
                .extracting(ContainerState.Terminated::exitCode)
                .isEqualTo(3);
    }

    @Test
    final void rule_2_7_onFailureLeavesAloneWhatEndedWell() throws Exception {
        needs(Capability.RESTARTS);
        start();
        staysEnded(pod(exits(0)).restartPolicy("OnFailure"), 0);
    }

    @Test
    final void rule_2_7_neverLeavesAloneWhatFailed() throws Exception {
        start();
        staysEnded(pod(exits(3)), 3);
    }

    @Test
    final void rule_2_8_lateValuesAreFilledInBeforeTheStart() throws Exception {
        needs(Capability.ENVIRONMENT);
        needs(Capability.LOGS);
        start();
        TestPod pod = pod(Program.of(
                        new Program.PrintVariable("ADDRESS"), new Program.Print("end"), new Program.AwaitStop(0)))
                .variable("ADDRESS", "ip=" + LateValue.POD_IP.placeholder());
        bench().run(pod);
        String log = Waiting.until(
                lent().patience(),
                "the log shows the line \"end\"",
                () -> bench().log(pod.ref(), LogOptions.all()),
                text -> text.contains(" end\n"));
        List<String> addresses = bench().listed(pod.ref()).orElseThrow().podIps();
        assertThat(log)
                .as("the variable ADDRESS as the container sees it; the pod's addresses are %s", addresses)
                .contains(" ip=" + (addresses.isEmpty() ? "" : addresses.get(0)) + "\n");
    }

    @Test
    final void rule_2_9_theRestartCountBeginsWhereItWasAndNeverFalls() throws Exception {
        Site site = start();
        TestPod pod = pod(has(Capability.RESTARTS) ? exits(3) : RUNS).restarts(5);
        if (!has(Capability.RESTARTS)) {
            assertThat(bench().run(pod).container(TestPod.MAIN).orElseThrow().restarts())
                    .as("the restart count of a container that had been restarted 5 times")
                    .isEqualTo(5);
            return;
        }
        site.apply(pod.restartPolicy("Always").build());
        bench().awaitListed(
                        pod.ref(),
                        "with a restart count above 5",
                        listed -> States.main(listed)
                                .filter(main -> main.restarts() > 5)
                                .isPresent());
        List<Integer> counts = bench().reports().changes(pod.ref(), TestPod.MAIN).stream()
                .map(ObservedContainer::restarts)
                .toList();
        assertThat(counts).as("the reported restart counts, from 5").isSorted().allMatch(count -> count >= 5);
    }

    private void staysEnded(TestPod pod, int exitCode) throws Exception {
        ObservedPod before = bench().finish(pod);
        assertThat(termination(before, TestPod.MAIN).exitCode())
                .as("the exit code")
                .isEqualTo(exitCode);
        Waiting.stays(
                lent().quiet(), "the container stays ended", () -> bench().listed(pod.ref()), States.same(before));
    }

    private static ContainerState.Terminated termination(ObservedPod pod, String container) {
        return States.termination(pod.container(container).orElseThrow()).orElseThrow();
    }
}
