// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static io.outrigger.provider.ssh.host.SupervisedPod.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** How containers end when nobody is connected, or when what was found out about them comes at a bad time. */
@Tag("shell")
final class SupervisorEndingsIT {

    private static final String NOTES_ITS_END = "trap \"echo term >>order; exit 0\" TERM; while :; do sleep 0.1; done";

    @TempDir
    Path directory;

    @EveryShell
    void aHookThatNobodyRunsHoldsTheEndUpUntilTheGraceIsOver(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, NOTES_ITS_END, "hook main")) {
            long begin = System.nanoTime();
            pod.run("stop", "3");
            eventually(() -> assertThat(pod.state("main")).containsEntry("ending", "hook"));
            assertThat(pod.file("work/order")).doesNotExist();
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "terminated"));
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofSeconds(2));
            assertThat(pod.file("work/order")).hasContent("term");
        }
    }

    @EveryShell
    void theShellThatHoldsTheEndUpIsKilledAndItsSuccessorDoesTheSame(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, NOTES_ITS_END, "hook main")) {
            pod.run("stop", "100");
            eventually(() -> assertThat(pod.state("main")).containsEntry("ending", "hook"));
            SupervisedPod.kill(pod.runner("main"));
            pod.run("start");
            eventually(() -> assertThat(pod.report()).contains("runner alive"));
            Thread.sleep(1500);
            assertThat(pod.file("work/order")).doesNotExist();
            pod.run("mark", "main", "0", "prestop", "yes");
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "terminated"));
            assertThat(pod.file("work/order")).hasContent("term");
        }
    }

    @EveryShell
    void aContainerThatEndsWhileItsEndIsHeldUpHasEnded(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "while [ ! -e go ]; do sleep 0.1; done; exit 5", "hook main")) {
            pod.run("stop", "100");
            eventually(() -> assertThat(pod.state("main")).containsEntry("ending", "hook"));
            Files.createFile(pod.file("work/go"));
            eventually(() -> assertThat(pod.state("main"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("exit", "5"));
        }
    }

    @EveryShell
    void aFailureOfAnEarlierInstanceDoesNotEndThisOne(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "exec sleep 1000", "")) {
            pod.run("restart", "main", "0");
            eventually(() ->
                    assertThat(pod.state("main")).containsEntry("restarts", "1").containsEntry("phase", "running"));
            pod.run("fail", "main", "0", "0");
            Files.writeString(pod.file("containers/main/restart"), "1700000000\n0\n");
            pod.run("mark", "main", "1", "ready", "yes");
            eventually(() -> assertThat(pod.file("containers/main/restart")).doesNotExist());
            assertThat(pod.state("main")).containsEntry("restarts", "1").containsEntry("phase", "running");
            pod.run("mark", "main", "0", "ready", "no");
            assertThat(pod.file("containers/main/ready")).hasContent("1 yes");
        }
    }

    @EveryShell
    void aContainerThatFailsItsProbeTimeAndAgainBacksOff(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "exec sleep 1000", "")) {
            pod.run("fail", "main", "5", "0");
            eventually(() ->
                    assertThat(pod.state("main")).containsEntry("restarts", "1").containsEntry("phase", "running"));
            pod.run("fail", "main", "5", "1");
            eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "backoff"));
            pod.run("fail", "main", "5", "1");
            assertThat(pod.state("main")).containsEntry("phase", "backoff");
        }
    }

    @EveryShell
    void sidecarsFinishAPodWhenNobodyIsConnected(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Never", "1 4 600")
                    .sidecar("aide", "trap \"echo aide >>order; exit 0\" TERM; while :; do sleep 0.1; done")
                    .app("main", "sleep 1; echo main >>order")
                    .line("grace 5")
                    .written();
            pod.run("start");
            eventually(() -> assertThat(pod.state("aide")).containsEntry("phase", "terminated"));
            assertThat(pod.file("work/order")).hasContent("main\naide");
            eventually(() -> assertThat(pod.report()).contains("supervised"));
            eventually(() -> assertThat(pod.shells()).isEmpty());
        }
    }

    @EveryShell
    void aSidecarThatIsDeafIsKilledWhenTheGraceIsOver(String shell) throws Exception {
        try (SupervisedPod pod = new SupervisedPod(directory, shell)) {
            pod.policy("Never", "1 4 600")
                    .sidecar("aide", "trap \"\" TERM; while :; do sleep 0.1; done")
                    .app("main", "sleep 1; exit 0")
                    .line("grace 1")
                    .written();
            pod.run("start");
            eventually(() -> assertThat(pod.state("aide"))
                    .containsEntry("phase", "terminated")
                    .containsEntry("exit", "137"));
        }
    }

    private SupervisedPod running(String shell, String script, String line) throws IOException {
        SupervisedPod pod = new SupervisedPod(directory, shell)
                .policy("Always", "10 300 600")
                .app("main", script)
                .line(line)
                .written();
        pod.run("start");
        eventually(() -> assertThat(pod.state("main")).containsEntry("phase", "running"));
        // A shell needs a moment to set its trap.
        eventually(() -> assertThat(SupervisedPod.alive(pod.process("main"))).isTrue());
        return pod;
    }
}
