// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.Commands.Running;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.SiteStatistics.Snapshot;
import io.outrigger.spi.SiteStatistics.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers are charged for. */
class StatisticsIT {

    private static final long MEGABYTE = 1_000_000;
    private static final String HOLDS_MEMORY = "$x = \"a\" x 60_000_000; $| = 1; print \"ready\\n\"; sleep 1000";

    @TempDir
    private Path directory;

    @EveryShell
    void whoWorksIsChargedAndNobodyElse(String shell) throws Exception {
        try (SiteHarness host = new SiteHarness(directory, shell)) {
            DesiredPod busy = PodsForTests.always("while :; do :; done").build();
            DesiredPod idle = PodsForTests.always("exec sleep 1000").build();
            start(host, busy);
            start(host, idle);
            eventually(() -> assertThat(usage(host, busy.ref()).orElseThrow().cpuNanoseconds())
                    .isGreaterThan(Duration.ofMillis(300).toNanos()));
            Usage quiet = usage(host, idle.ref()).orElseThrow();
            assertThat(quiet.cpuNanoseconds()).isLessThan(Duration.ofMillis(200).toNanos());
            assertThat(quiet.memoryBytes()).isBetween(1L, 20 * MEGABYTE);
        }
    }

    @Test
    void memoryThatACommandHoldsIsItsContainersUntilItEnds() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = ExecIT.running(host);
            DesiredPod other = ExecIT.running(host);
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            Running command = new Running(
                    host.site(), pod.ref(), new ContainerStreams(null, output, null, null), "perl", "-e", HOLDS_MEMORY);
            eventually(() -> assertThat(output.toString(StandardCharsets.UTF_8)).contains("ready"));
            assertThat(usage(host, pod.ref()).orElseThrow().memoryBytes()).isGreaterThan(60 * MEGABYTE);
            assertThat(usage(host, other.ref()).orElseThrow().memoryBytes()).isLessThan(20 * MEGABYTE);
            command.interrupt();
            assertThat(command.failure()).isInstanceOf(InterruptedException.class);
            assertThat(usage(host, pod.ref()).orElseThrow().memoryBytes()).isLessThan(20 * MEGABYTE);
        }
    }

    @Test
    void aChildThatLeftTheSessionIsStillItsContainers() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = new PodsForTests("Always")
                    .container("main", Map.of(), "sh", "-c", "setsid -w perl -e '" + HOLDS_MEMORY + "'")
                    .build();
            start(host, pod);
            eventually(() -> assertThat(usage(host, pod.ref()).orElseThrow().memoryBytes())
                    .isGreaterThan(60 * MEGABYTE));
        }
    }

    @Test
    void timeOfChildrenThatEndedIsNotLost() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = PodsForTests.always(
                            "perl -e 'my $end = times + 0.4; 1 while times < $end'; touch done; exec sleep 1000")
                    .build();
            start(host, pod);
            eventually(() -> assertThat(host.podDirectory(pod.ref()).resolve("work/done"))
                    .exists());
            assertThat(usage(host, pod.ref()).orElseThrow().cpuNanoseconds())
                    .isGreaterThan(Duration.ofMillis(300).toNanos());
        }
    }

    @Test
    void aNewInstanceBeginsAnew() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = PodsForTests.always(
                            "[ -e second ] || { touch second; sleep 1.2; exit 1; }; exec sleep 1000")
                    .build();
            host.site().apply(pod);
            eventually(() -> assertThat(usage(host, pod.ref())).isPresent());
            Instant first = usage(host, pod.ref()).orElseThrow().startTime();
            eventually(() -> assertThat(usage(host, pod.ref()).map(Usage::startTime))
                    .hasValueSatisfying(second -> assertThat(second).isAfter(first)));
        }
    }

    @Test
    void weatherWhoHasEndedIsNotMeasured() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            DesiredPod pod = PodsForTests.never("exit 0").build();
            host.site().apply(pod);
            eventually(() -> assertThat(host.container(pod.ref(), "main").state())
                    .isInstanceOf(ContainerState.Terminated.class));
            assertThat(read(host).pods()).isEmpty();
        }
    }

    @Test
    void theHostIsMeasuredSinceItsStart() throws Exception {
        try (SiteHarness host = new SiteHarness(directory, "/bin/sh")) {
            Snapshot snapshot = read(host);
            assertThat(snapshot.site().startTime()).isBefore(Instant.now().minusSeconds(1));
            assertThat(snapshot.site().cpuNanoseconds()).isPositive();
            assertThat(snapshot.site().memoryBytes()).isGreaterThan(MEGABYTE);
            assertThat(snapshot.pods()).isEmpty();
            assertThat(snapshot.fileSystem()).isNotNull();
            assertThat(snapshot.fileSystem().capacityBytes())
                    .isGreaterThanOrEqualTo(snapshot.fileSystem().usedBytes());
            assertThat(snapshot.fileSystem().capacityBytes())
                    .isEqualTo(java.nio.file.Files.getFileStore(directory).getTotalSpace());
        }
    }

    private static void start(SiteHarness host, DesiredPod pod) throws Exception {
        host.site().apply(pod);
        eventually(
                () -> assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class));
    }

    private static Snapshot read(SiteHarness host) throws Exception {
        return host.site().stats().orElseThrow().read();
    }

    private static Optional<Usage> usage(SiteHarness host, PodRef pod) throws Exception {
        return read(host).pods().stream()
                .filter(each -> each.pod().equals(pod))
                .findFirst()
                .map(each -> each.containers().get("main"));
    }
}
