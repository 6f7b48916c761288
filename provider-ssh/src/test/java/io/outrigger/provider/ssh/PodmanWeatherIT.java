// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.end;
import static io.outrigger.provider.ssh.PodmanSite.log;
import static io.outrigger.provider.ssh.PodmanSite.pod;
import static io.outrigger.provider.ssh.PodmanSite.run;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of podman in bad weather: everything that can die is killed, and the engine itself misbehaves. */
@NeedsPodman
@Tag("engine")
final class PodmanWeatherIT {

    private static final String FOREVER = "echo begun; trap 'exit 5' TERM; while :; do sleep 0.1; done";

    @TempDir
    Path directory;

    private static String inspect(PodRef pod, String field) throws IOException {
        return Podman.get().run("inspect", "--format", "{{" + field + "}}", container(pod, 0));
    }

    private static String container(PodRef pod, int instance) {
        return "outrigger-" + pod.uid() + "-main-" + instance;
    }

    private static void kill(String process) {
        ProcessHandle.of(Long.parseLong(process)).orElseThrow().destroyForcibly();
    }

    @EveryShell
    void afterItsSupervisorWasKilledAContainerGoesOnAndItsExitCodeIsStillLearned(String shell) throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), shell)) {
            PodsForTests pod = pod(PodsForTests.never(FOREVER));
            run(harness, pod);
            String process = inspect(pod.ref, ".State.Pid");
            Path runner = harness.podDirectory(pod.ref).resolve("containers/main/runner");
            kill(Files.readString(runner).split(" ")[0]);
            eventually(() -> {
                assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
                assertThat(inspect(pod.ref, ".State.Pid")).isEqualTo(process);
            });
            harness.site().delete(pod.ref, Duration.ofSeconds(30));
            ContainerState.Terminated end = end(harness, pod.ref);
            assertThat(end.exitCode()).isEqualTo(5);
            assertThat(end.reason()).isEqualTo("Error");
        }
    }

    @EveryShell
    void aContainerThatIsKilledOrRemovedBehindOurBackIsStartedAgain(String shell) throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), shell)) {
            PodsForTests pod = pod(PodsForTests.always(FOREVER));
            run(harness, pod);
            Podman.get().run("kill", "--signal", "KILL", container(pod.ref, 0));
            eventually(() -> {
                ObservedContainer main = harness.container(pod.ref, "main");
                assertThat(main.state()).isInstanceOf(ContainerState.Running.class);
                assertThat(main.restarts()).isEqualTo(1);
                assertThat(main.lastTermination()).isNotNull();
                assertThat(main.lastTermination().exitCode()).isEqualTo(137);
            });
            Podman.get().run("rm", "-f", "-t", "0", container(pod.ref, 1));
            eventually(() -> {
                ObservedContainer main = harness.container(pod.ref, "main");
                assertThat(main.state()).isInstanceOf(ContainerState.Running.class);
                assertThat(main.restarts()).isEqualTo(2);
            });
        }
    }

    @Test
    void aContainerOutlivesItsWatcherAndItsEndIsNotMissed() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod(PodsForTests.never("echo begun; until [ -e /go ]; do sleep 0.1; done; echo done"));
            run(harness, pod);
            Path root = Path.of("/proc", inspect(pod.ref, ".State.Pid"), "root");
            kill(inspect(pod.ref, ".State.ConmonPid"));
            Files.createFile(root.resolve("go"));
            ContainerState.Terminated end = end(harness, pod.ref);
            // Only the watcher would have known it.
            assertThat(end.reason()).isEqualTo("ContainerStatusUnknown");
            assertThat(log(harness, pod.ref)).isEqualTo("begun\ndone\n");
        }
    }

    @Test
    void aPodWhoseSandboxDiedBeginsAgainInAnotherOne() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod(PodsForTests.always(FOREVER).init("first", "exit 0"));
            run(harness, pod);
            String sandbox = "outrigger-" + pod.ref.uid() + "-sandbox";
            Podman.get().run("kill", "--signal", "KILL", sandbox);
            eventually(() -> {
                assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
                assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1);
                assertThat(harness.container(pod.ref, "first").restarts()).isEqualTo(1);
                assertThat(harness.pod(pod.ref).podIps()).isNotEmpty();
            });
            assertThat(harness.container(pod.ref, "main").lastTermination().exitCode())
                    .isEqualTo(137);
            assertThat(Podman.get().run("inspect", "--format", "{{.State.Running}}", sandbox))
                    .isEqualTo("true");
            assertThat(harness.events).extracting(ContainerEvent::reason).contains("SandboxChanged");
            assertThat(Commands.run(harness.site(), pod.ref, null, "hostname", "-i")
                            .output())
                    .contains(harness.pod(pod.ref).podIps().get(0));
        }
    }

    @Test
    void aPodThatNeverRestartsFailsWithItsSandbox() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod(PodsForTests.never(FOREVER));
            run(harness, pod);
            Podman.get().run("kill", "--signal", "KILL", "outrigger-" + pod.ref.uid() + "-sandbox");
            assertThat(end(harness, pod.ref).exitCode()).isEqualTo(137);
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
        }
    }

    @Test
    void aStateThatWasCutOffIsFoundOutFromTheEngine() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod(PodsForTests.always(FOREVER));
            run(harness, pod);
            Path container = harness.podDirectory(pod.ref).resolve("containers/main");
            kill(Files.readString(container.resolve("runner")).split(" ")[0]);
            Files.writeString(container.resolve("state"), "phase run");
            eventually(() -> {
                ObservedContainer main = harness.container(pod.ref, "main");
                assertThat(main.state()).isInstanceOf(ContainerState.Running.class);
                assertThat(main.restarts()).isZero();
            });
        }
    }

    @Test
    void aCommandThatIsNotThereEndsTheContainerWithTheEnginesWords() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod(new PodsForTests("Never").container("main", java.util.Map.of(), "/no/program"));
            harness.site().apply(pod.build());
            ContainerState.Terminated end = end(harness, pod.ref);
            assertThat(end.exitCode()).isEqualTo(128);
            assertThat(end.reason()).isEqualTo("StartError");
            assertThat(end.message()).contains("/no/program");
            assertThat(log(harness, pod.ref)).isEmpty();
        }
    }

    @Test
    void anEngineThatSaysTooMuchIsQuotedShortly() throws Exception {
        Path program = directory.resolve("podman");
        Files.writeString(
                program,
                "#!/bin/sh\ncase $* in *inspect* | *pull*) head -c 20000000 /dev/zero | tr '\\0' x; exit 125 ;; esac\nexec "
                        + Podman.get().program() + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh", program)) {
            PodsForTests pod = pod(PodsForTests.never("true"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                        assertThat(waiting.reason()).isEqualTo("ErrImagePull");
                        assertThat(waiting.message()).contains("xxxxx").hasSizeLessThanOrEqualTo(1000);
                    }));
        }
    }

    @Test
    void anEngineThatIsTakenAwayStopsNothingAndIsNamedWhenItIsNeeded() throws Exception {
        Path program = directory.resolve("podman");
        Files.writeString(
                program,
                "#!/bin/sh\n[ ! -e \"$0.off\" ] || { echo garbage; exit 127; }\nexec "
                        + Podman.get().program() + " \"$@\"\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path off = directory.resolve("podman.off");
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh", program)) {
            PodsForTests pod = pod(PodsForTests.always(FOREVER));
            run(harness, pod);
            Files.createFile(off);
            assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
            assertThatThrownBy(() -> harness.site().delete(pod.ref, Duration.ZERO))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("podman cannot remove the containers");
            assertThat(harness.podDirectory(pod.ref)).exists();
            Files.delete(off);
            harness.site().delete(pod.ref, Duration.ZERO);
            assertThat(harness.site().list()).isEmpty();
            assertThat(Podman.get().run("ps", "-aq")).isEmpty();
        }
    }
}
