// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.ContainerRestartRuleOnExitCodes;
import io.outrigger.spi.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The life of pods, under every shell that a host may have. */
final class PodLifecycleIT {

    @TempDir
    Path directory;

    @EveryShell
    void aPodRunsAndIsReported(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("exec sleep 1000");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.reported(pod.ref, "main"))
                    .hasValueSatisfying(main -> assertThat(main.state()).isInstanceOf(ContainerState.Running.class)));
            assertThat(harness.container(pod.ref, "main").ready()).isTrue();
            harness.site().delete(pod.ref, Duration.ZERO);
            assertThat(harness.site().list()).isEmpty();
            assertThat(harness.removals).containsExactly(pod.ref);
        }
    }

    @EveryShell
    void aContainerThatEndsIsNotStartedAgainWhenThePolicyIsNever(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("exit 3");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Terminated.class, end -> {
                        assertThat(end.exitCode()).isEqualTo(3);
                        assertThat(end.reason()).isEqualTo("Error");
                    }));
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
        }
    }

    /** A program in Java starts others with SIGQUIT blocked, and some servers end in order at that signal only. */
    @EveryShell
    void aContainerHearsEverySignalThatAsksForAnEnd(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod =
                    PodsForTests.never("exit 0").container("status", Map.of(), "cp", "/proc/self/status", "status");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "status").state())
                    .isInstanceOf(ContainerState.Terminated.class));
            assertThat(Files.readAllLines(harness.podDirectory(pod.ref).resolve("work/status")))
                    .contains("SigBlk:\t0000000000000000")
                    .noneMatch(line -> line.matches("SigIgn:.*[2-7a-f]"));
        }
    }

    @EveryShell
    void aContainerThatFailsIsStartedAgainAndBacksOff(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.onFailure("exit 7").restarts("main", 5);
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                        assertThat(waiting.reason()).isEqualTo("CrashLoopBackOff");
                        assertThat(waiting.message())
                                .isEqualTo("back-off 4s restarting failed container=main pod=" + pod.ref);
                    }));
            assertThat(harness.container(pod.ref, "main").restarts()).isGreaterThanOrEqualTo(8);
            assertThat(harness.container(pod.ref, "main").lastTermination().exitCode())
                    .isEqualTo(7);
        }
    }

    @EveryShell
    void aContainerMayHaveAPolicyAndRulesOfItsOwn(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            String fails = "echo >>starts.%1$s; [ $(wc -l <starts.%1$s) -lt 3 ] && exit 42; exit 7";
            PodsForTests pod = PodsForTests.never("exit 3")
                    .container("kept", Map.of(), "sh", "-c", fails.formatted("kept"))
                    .container("ruled", Map.of(), "sh", "-c", fails.formatted("ruled"))
                    .init("first", "[ -e once ] || { touch once; exit 1; }")
                    .with(each -> {
                        each.getSpec().getInitContainers().get(0).setRestartPolicy("OnFailure");
                        each.getSpec().getContainers().get(1).setRestartPolicy("Always");
                        Container ruled = each.getSpec().getContainers().get(2);
                        ruled.setRestartPolicy("Never");
                        ruled.setRestartPolicyRules(List.of(new ContainerRestartRule(
                                "Restart", new ContainerRestartRuleOnExitCodes("In", List.of(41, 42)))));
                    });
            harness.site().apply(pod.build());
            eventually(() -> assertThat(exitCode(harness, pod, "ruled")).isEqualTo(7));
            assertThat(harness.container(pod.ref, "ruled").restarts()).isEqualTo(2);
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            assertThat(harness.container(pod.ref, "first").restarts()).isEqualTo(1);
            eventually(() ->
                    assertThat(harness.container(pod.ref, "kept").restarts()).isGreaterThanOrEqualTo(3));
        }
    }

    @EveryShell
    void aContainerThatFailsOnceAndThenSucceedsRemembersItsFailure(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.onFailure("[ -e seen ] && exit 0; touch seen; exit 3");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOf(ContainerState.Terminated.class));
            var last = harness.container(pod.ref, "main").lastTermination();
            assertThat(last.exitCode()).isEqualTo(3);
            assertThat(last.reason()).isEqualTo("Error");
            assertThat(last.containerId()).endsWith(".main.0");
            assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1);
        }
    }

    @EveryShell
    void initContainersRunInOrderBeforeTheOthers(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("cat order; exit 0")
                    .init("first", "sleep 0.3; echo first >>order")
                    .init("second", "echo second >>order");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOf(ContainerState.Terminated.class));
            assertThat(harness.podDirectory(pod.ref).resolve("work/order")).hasContent("first\nsecond");
            assertThat(harness.container(pod.ref, "first").ready()).isTrue();
        }
    }

    @EveryShell
    void aGracefulDeleteAsksThenKillsAndKeepsTheExitCodes(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("trap 'exit 9' TERM; : >main; while :; do sleep 0.1; done")
                    .container(
                            "deaf",
                            java.util.Map.of(),
                            "sh",
                            "-c",
                            "trap '' TERM; : >deaf; while :; do sleep 0.1; done");
            harness.site().apply(pod.build());
            Path work = harness.podDirectory(pod.ref).resolve("work");
            eventually(() -> assertThat(work.resolve("main")).exists());
            eventually(() -> assertThat(work.resolve("deaf")).exists());
            harness.site().delete(pod.ref, Duration.ofSeconds(2));
            eventually(() -> assertThat(exitCode(harness, pod, "main")).isEqualTo(9));
            eventually(() -> assertThat(exitCode(harness, pod, "deaf")).isEqualTo(137));
            harness.restart();
            assertThat(exitCode(harness, pod, "deaf")).isEqualTo(137);
            harness.site().apply(pod.hash("2").build());
            assertThat(exitCode(harness, pod, "main")).isEqualTo(9);
        }
    }

    private static int exitCode(SiteHarness harness, PodsForTests pod, String container) {
        ContainerState state = harness.container(pod.ref, container).state();
        return state instanceof ContainerState.Terminated ended ? ended.exitCode() : -1;
    }
}
