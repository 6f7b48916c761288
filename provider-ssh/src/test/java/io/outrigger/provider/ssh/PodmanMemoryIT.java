// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.end;
import static io.outrigger.provider.ssh.PodmanSite.main;
import static io.outrigger.provider.ssh.PodmanSite.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.spi.ContainerState;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of podman that want more memory than they may have, in the kubelet's words. */
@NeedsPodman
@Tag("engine")
final class PodmanMemoryIT {

    @TempDir
    Path directory;

    private SiteHarness harness(String shell) throws Exception {
        return PodmanSite.open(directory.resolve("state"), shell);
    }

    private static PodsForTests limited(PodsForTests pod) {
        return main(
                pod(pod),
                container -> container.setResources(new ResourceRequirementsBuilder()
                        .withLimits(Map.of("memory", new Quantity("24Mi"), "cpu", new Quantity("1500m")))
                        .build()));
    }

    private static ContainerState.Terminated ended(SiteHarness harness, PodsForTests pod) throws Exception {
        harness.site().apply(pod.build());
        return end(harness, pod.ref);
    }

    @EveryShell
    void whoTakesMoreThanItMayHaveIsKilledForIt(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            ContainerState.Terminated end = ended(harness, limited(PodsForTests.never("exec tail /dev/zero")));
            assertThat(end.reason()).isEqualTo("OOMKilled");
            assertThat(end.exitCode()).isEqualTo(137);
        }
    }

    @Test
    void whoFailsBecauseAChildWasKilledForItsMemoryIsToldOfTheSame() throws Exception {
        try (SiteHarness harness = harness("/bin/sh")) {
            ContainerState.Terminated end =
                    ended(harness, limited(PodsForTests.never("tail /dev/zero; sleep 1; exit 3")));
            assertThat(end.reason()).isEqualTo("OOMKilled");
            assertThat(end.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void whoIsKilledForAnotherReasonIsNotToldOfMemory() throws Exception {
        try (SiteHarness harness = harness("/bin/sh")) {
            ContainerState.Terminated end = ended(harness, limited(PodsForTests.never("sh -c 'exit 137'; exit $?")));
            assertThat(end.reason()).isEqualTo("Error");
            assertThat(end.exitCode()).isEqualTo(137);
        }
    }
}
