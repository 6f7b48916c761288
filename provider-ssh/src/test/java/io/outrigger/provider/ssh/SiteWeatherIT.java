// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site in bad weather: gone, claimed twice, crowded. */
final class SiteWeatherIT {

    @TempDir
    Path directory;

    @EveryShell
    void aStateDirectoryThatGoesAwayIsUnreachableAndComesBackWithoutARestart(String shell) throws Exception {
        Path state = directory.resolve("state");
        Path away = directory.resolve("state.away");
        try (SiteHarness harness = new SiteHarness(state, shell)) {
            PodsForTests pod = PodsForTests.onFailure("while [ ! -e stop ]; do echo tick; sleep 0.1; done; exit 3")
                    .container("steady", java.util.Map.of(), "sleep", "1000");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.pod(pod.ref).containers())
                    .allMatch(container -> container.state() instanceof ContainerState.Running));
            eventually(() -> assertThat(harness.gaps).isNotEmpty());
            int gaps = harness.gaps.size();
            Files.move(state, away);

            for (var call : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                    () -> harness.site().list(),
                    () -> harness.site().node(),
                    () -> harness.site().apply(pod.build()),
                    () -> harness.site().delete(pod.ref, Duration.ZERO))) {
                assertThatThrownBy(call)
                        .isInstanceOfSatisfying(
                                ProviderException.class,
                                exception -> assertThat(exception.kind()).isEqualTo(Kind.UNREACHABLE));
            }
            Files.createFile(away.resolve("test/edge/pods/" + pod.ref.uid() + "/work/stop"));
            Thread.sleep(1500);
            assertThat(state).doesNotExist();
            Files.delete(away.resolve("test/edge/pods/" + pod.ref.uid() + "/work/stop"));
            Files.move(away, state);

            eventually(() -> {
                ObservedContainer main = harness.container(pod.ref, "main");
                assertThat(main.state()).isInstanceOf(ContainerState.Running.class);
                assertThat(main.restarts()).isPositive();
                assertThat(main.lastTermination().exitCode()).isEqualTo(3);
            });
            assertThat(harness.container(pod.ref, "steady").restarts()).isZero();
            eventually(() -> assertThat(harness.gaps).hasSizeGreaterThan(gaps));
            harness.changes.clear();
            harness.site().delete(pod.ref, Duration.ofSeconds(1));
            eventually(() -> assertThat(harness.changes).isNotEmpty());
        }
    }

    @Test
    void aSecondProgramIsToldWhoHoldsTheDirectory() throws Exception {
        Path state = directory.resolve("state");
        try (SiteHarness harness = new SiteHarness(state, "/bin/sh")) {
            assertThatThrownBy(() -> new SiteHarness(state, "/bin/sh"))
                    .isInstanceOfSatisfying(ProviderException.class, exception -> {
                        assertThat(exception.kind()).isEqualTo(Kind.BUSY);
                        assertThat(exception).hasMessageContaining("in use by test-");
                    });
            assertThat(harness.site().list()).isEmpty();
        }
    }

    @Test
    void aHundredPodsStartAndStopAndLeaveNoProcessBehind() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            List<PodsForTests> pods = new ArrayList<>();
            for (int index = 0; index < 100; index++) {
                PodsForTests pod = PodsForTests.always("sleep 1000 & exec sleep 1000");
                pods.add(pod);
                harness.site().apply(pod.build());
            }
            eventually(() ->
                    assertThat(harness.site().list()).hasSize(100).allMatch(io.outrigger.spi.ObservedPod::running));
            for (PodsForTests pod : pods) {
                harness.site().delete(pod.ref, Duration.ofSeconds(1));
            }
            eventually(() -> assertThat(harness.site().list()).noneMatch(io.outrigger.spi.ObservedPod::running));
            for (PodsForTests pod : pods) {
                harness.site().delete(pod.ref, Duration.ZERO);
            }
            assertThat(harness.site().list()).isEmpty();
            assertThat(harness.removals).hasSize(100);
            for (PodsForTests pod : pods) {
                assertThat(processesOf(pod.ref.uid())).isEmpty();
            }
        }
    }

    @EveryShell
    void aProcessThatLeftItsGroupDiesWithItsPod(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("setsid sleep 1000 & echo $! >stray; exec sleep 1000");
            harness.site().apply(pod.build());
            Path stray = harness.podDirectory(pod.ref).resolve("work/stray");
            eventually(() -> assertThat(stray).exists().isNotEmptyFile());
            harness.site().delete(pod.ref, Duration.ZERO);
            assertThat(processesOf(pod.ref.uid())).isEmpty();
        }
    }

    @Test
    void anExitIsReportedSoon() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.never("while [ ! -e stop ]; do sleep 0.01; done; date +%s%N >ended");
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.reported(pod.ref, "main"))
                    .hasValueSatisfying(main -> assertThat(main.state()).isInstanceOf(ContainerState.Running.class)));
            Files.createFile(harness.podDirectory(pod.ref).resolve("work/stop"));
            org.awaitility.Awaitility.await()
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> harness.reported(pod.ref, "main")
                            .filter(main -> main.state() instanceof ContainerState.Terminated)
                            .isPresent());
            long now = System.currentTimeMillis();
            long ended = Long.parseLong(
                    Files.readString(harness.podDirectory(pod.ref).resolve("work/ended"))
                            .strip());
            // Some tens of milliseconds on an idle machine; the limit leaves room for a busy one.
            assertThat(now - ended / 1_000_000).isLessThan(2000);
            System.getLogger("test").log(System.Logger.Level.INFO, "reported after {0} ms", now - ended / 1_000_000);
        }
    }

    @Test
    void aFullDiskIsToldAndLeavesNoHalfPodAndStopsNothingThatRuns() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        assumeTrue(
                mount("mount", "-t", "tmpfs", "-o", "size=1m", "none", disk.toString()) == 0,
                "SKIPPED: a small file system cannot be mounted here");
        try (SiteHarness harness = new SiteHarness(disk.resolve("state"), "/bin/sh")) {
            PodsForTests running = PodsForTests.always("while :; do echo noise; sleep 0.05; done");
            harness.site().apply(running.build());
            eventually(() -> assertThat(harness.pod(running.ref).running()).isTrue());
            mount("dd", "if=/dev/zero", "of=" + disk.resolve("fill"), "bs=4k");

            PodsForTests late = PodsForTests.always("sleep 1000");
            assertThatThrownBy(() -> harness.site().apply(late.build()))
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            exception -> assertThat(exception.kind()).isEqualTo(Kind.BUSY))
                    .hasMessageContaining("the disk of " + disk.resolve("state") + " is full");
            assertThat(harness.podDirectory(late.ref)).doesNotExist();
            assertThat(harness.site().node().pressures()).contains(io.outrigger.spi.ObservedNode.Pressure.DISK);
            assertThat(harness.pod(running.ref).running()).isTrue();

            Files.delete(disk.resolve("fill"));
            harness.site().apply(late.build());
            eventually(() -> assertThat(harness.pod(late.ref).running()).isTrue());
            assertThat(harness.container(running.ref, "main").restarts()).isZero();
        } finally {
            mount("umount", "-l", disk.toString());
        }
    }

    @EveryShell
    void aDirectoryThatWasRemovedFromUnderAPodEndsItsSupervisor(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.onFailure("exit 1");
            harness.site().apply(pod.build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isPositive());
            var link = new io.outrigger.provider.ssh.link.LocalLink(Thread::new);
            String removed = harness.podDirectory(pod.ref).toString();
            // The supervisor may write a file at the very moment.
            eventually(() -> org.assertj.core.api.Assertions.assertThatCode(() -> link.remove(removed))
                    .doesNotThrowAnyException());
            eventually(() -> assertThat(processesOf(pod.ref.uid())).isEmpty());
        }
    }

    @Test
    void theNodeSaysWhatTheHostIs() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            var node = harness.site().node();
            assertThat(node.capacity().get("pods").getAmount()).isEqualTo("110");
            assertThat(Integer.parseInt(node.capacity().get("cpu").getAmount())).isPositive();
            assertThat(Long.parseLong(node.capacity().get("memory").getAmount()))
                    .isGreaterThan(100_000);
            assertThat(Long.parseLong(node.capacity().get("ephemeral-storage").getAmount()))
                    .isPositive();
            assertThat(node.pressures()).doesNotContain(io.outrigger.spi.ObservedNode.Pressure.PID);
            assertThat(node.facts().operatingSystem()).isEqualTo("linux");
            assertThat(node.facts().kernelVersion()).contains(".");
            assertThat(node.facts().containerRuntimeVersion()).startsWith("process://");
            assertThat(node.facts().bootId()).isNotEmpty();
            // A link on most hosts.
            if (Files.exists(Path.of("/etc/os-release"))) {
                assertThat(node.facts().osImage()).isNotEmpty();
            }
        }
    }

    private static int mount(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }

    private static List<Path> processesOf(String uid) throws Exception {
        List<Path> found = new ArrayList<>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readString(process.resolve("environ"), java.nio.charset.StandardCharsets.ISO_8859_1)
                            .contains("OUTRIGGER_POD=" + uid)) {
                        found.add(process);
                    }
                } catch (java.io.IOException exception) {
                    // It ended while we looked.
                    continue;
                }
            }
        }
        return found;
    }
}
