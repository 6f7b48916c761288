// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static io.outrigger.provider.ssh.host.SupervisedPod.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.EveryShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A host that systemd shuts down in order: every process is asked to end, in any order, before the host stops. */
@Tag("shell")
final class SupervisorShutdownIT {

    @TempDir
    Path directory;

    @EveryShell
    void weatherTheShellIsAskedToEndFirst(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "echo stopping")) {
            long runner = pod.runner("main");
            ask(runner);
            eventually(() -> assertThat(SupervisedPod.alive(runner)).isFalse());
            assertCountedAsCutOff(pod);
        }
    }

    @EveryShell
    void weatherTheContainerIsAskedToEndFirst(String shell) throws Exception {
        try (SupervisedPod pod = running(shell, "echo stopping")) {
            long runner = pod.runner("main");
            ask(pod.process("main"));
            eventually(() -> assertThat(SupervisedPod.alive(runner)).isFalse());
            assertThat(pod.state("main")).containsEntry("phase", "running").containsEntry("restarts", "0");
            // Whoever is still connected must not start it again either.
            pod.run("start");
            assertCountedAsCutOff(pod);
        }
    }

    @EveryShell
    void aShellThatIsAskedToEndOnAHostThatGoesOnStays(String shell) throws Exception {
        Path asked = directory.resolve("asked");
        try (SupervisedPod pod = running(shell, "echo >>" + asked + "; echo running")) {
            ask(pod.runner("main"));
            eventually(() -> assertThat(asked).exists());
            ask(pod.process("main"));
            eventually(() ->
                    assertThat(pod.state("main")).containsEntry("restarts", "1").containsEntry("phase", "running"));
            assertThat(SupervisedPod.alive(pod.runner("main"))).isTrue();
        }
    }

    /** A pod that runs on a host whose systemd says in what state it is. */
    private SupervisedPod running(String shell, String answer) throws IOException {
        Files.createDirectories(directory.resolve("host/run/systemd/system"));
        SupervisedPod pod = new SupervisedPod(directory, shell)
                .policy("Always", "1 4 600")
                .app("main", "echo >>up; exec sleep 1000")
                .written()
                .functions("host_root=" + directory + "/host\nsystemctl() { " + answer + "; }\n");
        pod.run("start");
        awaitRunning(pod);
        // From here on it is no copy of the shell that has started it, to which a signal would get lost.
        eventually(() -> assertThat(pod.file("work/up")).exists());
        return pod;
    }

    private static void assertCountedAsCutOff(SupervisedPod pod) throws IOException {
        pod.killEverything();
        pod.functions("boot_id=another\nsystemctl() { echo running; }\n");
        assertThat(SupervisedPod.end(pod.begin("boot", pod.node))).isEmpty();
        awaitRunning(pod);
        assertThat(pod.state("main"))
                .containsEntry("restarts", "1")
                .containsEntry("exit", "255")
                .containsEntry("reason", "Unknown");
    }

    private static void awaitRunning(SupervisedPod pod) {
        eventually(() -> {
            assertThat(pod.state("main")).containsEntry("phase", "running");
            assertThat(SupervisedPod.alive(pod.process("main"))).isTrue();
        });
    }

    private static void ask(long process) {
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroy);
    }
}
