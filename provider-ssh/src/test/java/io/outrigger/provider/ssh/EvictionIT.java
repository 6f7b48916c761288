// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod that puts more into a volume on the disk than it may is ended by its host. */
final class EvictionIT {

    private static final PodFailure FAILURE =
            new PodFailure("Evicted", "Usage of EmptyDir volume \"v\" exceeds the limit \"1Mi\". ");
    static final String FILL = "trap 'exit 0' TERM; while [ ! -e /state/fill ]; do sleep 0.1; done;"
            + " head -c 2097152 /dev/zero >/state/much; while :; do sleep 0.1; done";

    @TempDir
    Path directory;

    /** With a volume of at most one mebibyte for each container. */
    static PodsForTests pod(PodsForTests pod, String medium) {
        return pod.volume("v", volume -> volume.setEmptyDir(new EmptyDirVolumeSource(medium, new Quantity("1Mi"))))
                .with(each -> each.getSpec()
                        .getContainers()
                        .forEach(container -> container
                                .getVolumeMounts()
                                .add(new VolumeMountBuilder()
                                        .withName("v")
                                        .withMountPath("/state")
                                        .build())));
    }

    @EveryShell
    void aPodIsEndedForGoodWithNobodyConnectedAndSaysWhy(String shell) throws Exception {
        assumeTrue(VolumesIT.rootWithPrivateMounts(), "SKIPPED: needs root and unshare");
        SiteHarness harness = new SiteHarness(directory, shell);
        try (harness) {
            PodsForTests pod = pod(
                    PodsForTests.always(FILL)
                            .container(
                                    "other", Map.of(), "sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"),
                    "");
            PodmanSite.run(harness, pod);
            Files.createFile(harness.podDirectory(pod.ref).resolve("volumes/v/fill"));
            awaitSize(harness, pod, 2 << 20);
            assertThat(harness.pod(pod.ref).failure()).isNull();
            harness.site().close();
            look(harness, pod);
            eventually(() ->
                    assertThat(harness.podDirectory(pod.ref).resolve("stop")).exists());
            harness.restart();
            eventually(() -> assertEvicted(harness.pod(pod.ref)));

            harness.site().apply(pod.hash("2").build());
            assertEvicted(harness.pod(pod.ref));
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
        }
    }

    @Test
    void weatherWhoMeasuresIsKilledAndAnotherOneDoes() throws Exception {
        assumeTrue(VolumesIT.rootWithPrivateMounts(), "SKIPPED: needs root and unshare");
        try (SiteHarness harness = new SiteHarness(directory, "/bin/sh")) {
            PodsForTests pod = pod(PodsForTests.always(FILL), "");
            PodmanSite.run(harness, pod);
            measurer(harness, pod).destroyForcibly();
            Files.createFile(harness.podDirectory(pod.ref).resolve("volumes/v/fill"));
            awaitSize(harness, pod, 2 << 20);
            eventually(() -> assertEvicted(harness.pod(pod.ref)));
        }
    }

    static void assertEvicted(ObservedPod pod) {
        assertThat(pod.failure()).isEqualTo(FAILURE);
        assertThat(pod.containers()).isNotEmpty().allMatch(each -> each.state() instanceof ContainerState.Terminated);
    }

    static void awaitSize(SiteHarness harness, PodsForTests pod, long size) {
        Path file = harness.podDirectory(pod.ref).resolve("volumes/v/much");
        eventually(() -> assertThat(file)
                .exists()
                .satisfies(much -> assertThat(Files.size(much)).isEqualTo(size)));
    }

    /** Has the host look at once; it does so every ten seconds. */
    static void look(SiteHarness harness, PodsForTests pod) throws Exception {
        new ProcessBuilder(
                        "kill",
                        "-s",
                        "USR1",
                        Long.toString(measurer(harness, pod).pid()))
                .start()
                .waitFor();
    }

    private static ProcessHandle measurer(SiteHarness harness, PodsForTests pod) throws IOException {
        Path file = harness.podDirectory(pod.ref).resolve("measurer");
        eventually(() -> assertThat(file).exists());
        return ProcessHandle.of(Long.parseLong(Files.readString(file).split(" ")[0]))
                .orElseThrow();
    }
}
