// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that runs is restarted because somebody who watched it died. */
final class AdoptionIT {

    private static final String LONG_LIVED = "echo $$ >pid; exec sleep 1000";

    @TempDir
    Path directory;

    @Test
    void aNewProgramFindsWhatRunsAndRestartsNothing() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.always(LONG_LIVED);
            harness.site().apply(pod.build());
            String process = process(harness, pod);
            harness.restart();
            assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
            harness.site().apply(pod.build());
            harness.site().apply(pod.hash("2").build());
            assertThat(process(harness, pod)).isEqualTo(process);
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
        }
    }

    @EveryShell
    void aKilledSupervisorIsReplacedAndItsContainersAreAdopted(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always(LONG_LIVED)
                    .container("other", java.util.Map.of(), "sh", "-c", "echo $$ >other; exec sleep 1000");
            harness.site().apply(pod.build());
            String process = process(harness, pod);
            eventually(() -> assertThat(harness.pod(pod.ref).containers())
                    .allMatch(container -> container.state() instanceof ContainerState.Running));
            for (String runner : java.util.List.of("main", "other")) {
                kill(number(harness.podDirectory(pod.ref).resolve("containers/" + runner + "/runner")));
            }
            assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
            eventually(
                    () -> assertThat(alive(number(harness.podDirectory(pod.ref).resolve("containers/other/runner"))))
                            .isTrue());
            assertThat(process(harness, pod)).isEqualTo(process);

            kill(Long.parseLong(process));
            eventually(() -> {
                assertThat(process(harness, pod)).isNotEqualTo(process);
                assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1);
                assertThat(harness.container(pod.ref, "main").lastTermination().reason())
                        .isEqualTo("ContainerStatusUnknown");
            });
            assertThat(harness.container(pod.ref, "other").restarts()).isZero();
        }
    }

    @Test
    void anAdoptedContainerIsStoppedWithinItsGrace() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.always("trap '' TERM; echo $$ >pid; while :; do sleep 0.1; done");
            harness.site().apply(pod.build());
            String process = process(harness, pod);
            kill(number(harness.podDirectory(pod.ref).resolve("containers/main/runner")));
            harness.site().delete(pod.ref, Duration.ofSeconds(2));
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOf(ContainerState.Terminated.class));
            eventually(() -> assertThat(alive(Long.parseLong(process))).isFalse());
        }
    }

    @Test
    void anotherImageRestartsItsContainerAndTheFirstApplyDecidesEverythingElse() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.always("echo $$ >pid; exec sleep 1000")
                    .container(
                            "other",
                            java.util.Map.of("GREETING", "first"),
                            "sh",
                            "-c",
                            "echo $GREETING >>said; exec sleep 1000");
            harness.site().apply(pod.build());
            String process = process(harness, pod);
            Path said = harness.podDirectory(pod.ref).resolve("work/said");
            eventually(() -> assertThat(said).hasContent("first"));

            pod.environment("other", java.util.Map.of("GREETING", "second"));
            harness.site().apply(pod.hash("2").build());
            assertThat(Files.readString(harness.podDirectory(pod.ref).resolve("containers/other/run")))
                    .contains("GREETING=first");
            pod.pod.getSpec().getContainers().get(1).setImage("/bin/true");
            harness.site().apply(pod.hash("3").build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "other").restarts()).isEqualTo(1));
            eventually(() -> assertThat(said).hasContent("first\nsecond"));
            assertThat(process(harness, pod)).isEqualTo(process);
        }
    }

    @Test
    void aRecordThatIsCutOffIsWrittenAgainByApply() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = PodsForTests.always(LONG_LIVED);
            harness.site().apply(pod.build());
            String process = process(harness, pod);
            for (String name : java.util.List.of("pod.json", "plan", "containers/main/run")) {
                Path file = harness.podDirectory(pod.ref).resolve(name);
                byte[] whole = Files.readAllBytes(file);
                for (int length = 0; length < whole.length; length += 31) {
                    Files.write(file, java.util.Arrays.copyOf(whole, length));
                    harness.site().list();
                    harness.site().apply(pod.hash(name + length).build());
                    if (!name.equals("pod.json")) {
                        assertThat(file).hasBinaryContent(whole);
                    }
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
                }
            }
            assertThat(process(harness, pod)).isEqualTo(process);
        }
    }

    private static String process(SiteHarness harness, PodsForTests pod) throws Exception {
        Path file = harness.podDirectory(pod.ref).resolve("work/pid");
        eventually(() -> assertThat(file).exists().isNotEmptyFile());
        return Files.readString(file).strip();
    }

    private static long number(Path file) throws Exception {
        return Long.parseLong(Files.readString(file).split(" ")[0]);
    }

    private static void kill(long process) {
        Optional<ProcessHandle> handle = ProcessHandle.of(process);
        handle.ifPresent(ProcessHandle::destroyForcibly);
        eventually(() -> assertThat(alive(process)).isFalse());
    }

    private static boolean alive(long process) {
        return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
    }
}
