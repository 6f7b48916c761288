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
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ProviderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that are added to pods while they run. */
@NeedsPodman
@Tag("engine")
final class PodmanEphemeralIT {

    @TempDir
    Path directory;

    @EveryShell
    void aDebuggerSeesItsTargetAndIsNotStartedAgain(String shell) throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory, shell)) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1234"));
            run(harness, pod);
            ObservedContainer before = harness.container(pod.ref, "main");
            harness.site()
                    .apply(pod.ephemeral("debug", "main", "ps; hostname -i; exit 3")
                            .hash("2")
                            .build());
            assertThat(end(harness, pod.ref, "debug").exitCode()).isEqualTo(3);
            assertThat(log(harness, pod.ref, "debug"))
                    .contains("sleep 1234")
                    .contains(harness.pod(pod.ref).podIps().get(0));
            assertThat(harness.container(pod.ref, "main")).isEqualTo(before);
            // A second one finds the first one ended.
            harness.site()
                    .apply(pod.ephemeral("again", "", "exec sleep 1000")
                            .hash("3")
                            .build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "again").state()).isInstanceOf(ContainerState.Running.class));
            assertThat(harness.container(pod.ref, "debug").restarts()).isZero();
            harness.site().delete(pod.ref, Duration.ofSeconds(2));
            assertThat(end(harness, pod.ref, "again").exitCode()).isEqualTo(137);
        }
    }

    @Test
    void aDebuggerOutlivesItsSupervisorAndEndsWithItsPod() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory, "/bin/sh")) {
            PodsForTests pod = pod(PodsForTests.never("until [ -e /go ]; do sleep 0.1; done"));
            pod.with(each -> each.getSpec().setTerminationGracePeriodSeconds(1L));
            run(harness, pod);
            harness.site()
                    .apply(pod.ephemeral("debug", "", "exec sleep 1000")
                            .hash("2")
                            .build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "debug").state()).isInstanceOf(ContainerState.Running.class));
            Path runner = harness.podDirectory(pod.ref).resolve("containers/debug/runner");
            String killed = Files.readString(runner);
            ProcessHandle.of(Long.parseLong(killed.split(" ")[0])).orElseThrow().destroyForcibly();
            eventually(() -> {
                assertThat(harness.container(pod.ref, "debug").state()).isInstanceOf(ContainerState.Running.class);
                assertThat(Files.readString(runner)).isNotEqualTo(killed);
            });
            // When what it was added to has ended for good, nobody needs it any more.
            Commands.run(harness.site(), pod.ref, null, "touch", "/go");
            assertThat(end(harness, pod.ref).exitCode()).isZero();
            assertThat(end(harness, pod.ref, "debug").exitCode()).isEqualTo(137);
        }
    }

    @Test
    void aDebuggerOfNobodyIsRefusedByName() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory, "/bin/sh")) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000")).ephemeral("debug", "none", "true");
            assertThatThrownBy(() -> harness.site().apply(pod.build()))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("spec.ephemeralContainers[0].targetContainerName \"none\"");
        }
    }
}
