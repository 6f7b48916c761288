// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerState;
import java.nio.file.Path;
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
}
