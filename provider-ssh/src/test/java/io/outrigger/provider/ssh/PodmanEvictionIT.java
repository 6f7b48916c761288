// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.PodFailure;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of volumes where containers are podman's. */
@NeedsPodman
@Tag("engine")
final class PodmanEvictionIT {

    @TempDir
    Path directory;

    @Test
    void anEngineEndsItsContainersTooAndAVolumeInMemoryJustFillsUp() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory, "/bin/sh")) {
            PodsForTests disk = EvictionIT.pod(PodmanSite.pod(PodsForTests.always(EvictionIT.FILL)), "");
            PodsForTests memory = EvictionIT.pod(PodmanSite.pod(PodsForTests.always(EvictionIT.FILL)), "Memory");
            PodmanSite.run(harness, disk);
            PodmanSite.run(harness, memory);
            for (PodsForTests pod : new PodsForTests[] {disk, memory}) {
                Podman.get().run("exec", "outrigger-" + pod.ref.uid() + "-main-0", "touch", "/state/fill");
            }
            EvictionIT.awaitSize(harness, disk, 2 << 20);
            EvictionIT.look(harness, disk);
            eventually(() -> EvictionIT.assertEvicted(harness.pod(disk.ref)));
            EvictionIT.awaitSize(harness, memory, 1 << 20);
            assertThat(harness.pod(memory.ref).failure()).isNull();
            assertThat(harness.podDirectory(memory.ref).resolve("measurer")).doesNotExist();
            assertThat(harness.container(memory.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
        }
    }

    @Test
    void aContainerThatWritesMoreBesideItsVolumesThanItMayEndsItsPod() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory, "/bin/sh")) {
            PodsForTests pod = PodmanSite.pod(PodsForTests.always(
                            "trap 'exit 0' TERM; head -c 2097152 /dev/zero >/much; while :; do sleep 0.1; done")
                    .container("modest", Map.of(), "sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"));
            pod.with(each -> each.getSpec()
                    .getContainers()
                    .forEach(container -> container.setResources(new ResourceRequirementsBuilder()
                            .addToLimits("ephemeral-storage", new Quantity("1Mi"))
                            .build())));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.pod(pod.ref).failure())
                    .isEqualTo(new PodFailure(
                            "Evicted", "Container main exceeded its local ephemeral storage limit \"1Mi\". ")));
            eventually(() -> assertThat(harness.pod(pod.ref).running()).isFalse());
        }
    }
}
