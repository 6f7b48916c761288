// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The life of pods whose containers are podman's, under every shell that a host may have. */
@NeedsPodman
@Tag("engine")
final class PodmanLifecycleIT {

    @TempDir
    Path directory;

    private SiteHarness harness(String shell) throws Exception {
        return new SiteHarness(
                directory.resolve("state"),
                Map.of(
                        "shell",
                        shell,
                        "runtime",
                        "podman",
                        "engine",
                        Podman.get().program().toString()));
    }

    private static PodsForTests pod(PodsForTests pod) {
        return pod.with(each -> {
            each.getSpec().getInitContainers().forEach(container -> container.setImage(Podman.IMAGE));
            each.getSpec().getContainers().forEach(container -> container.setImage(Podman.IMAGE));
        });
    }

    @EveryShell
    void aPodRunsInASandboxOfItsOwnAndLeavesNothing(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = pod(PodsForTests.always("echo hello; exec sleep 1000"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.reported(pod.ref, "main"))
                    .hasValueSatisfying(main -> assertThat(main.state()).isInstanceOf(ContainerState.Running.class)));
            assertThat(harness.pod(pod.ref).podIps()).singleElement().asString().startsWith("10.231.");
            assertThat(harness.container(pod.ref, "main").imageId()).startsWith("sha256:");
            assertThat(harness.container(pod.ref, "main").containerId())
                    .isEqualTo("podman://outrigger-" + pod.ref.uid() + "-main-0");
            harness.site().delete(pod.ref, Duration.ZERO);
            assertThat(harness.site().list()).isEmpty();
            assertThat(Podman.get().run("ps", "-aq")).isEmpty();
            assertThat(Podman.get().run("pod", "ps", "-q")).isEmpty();
            assertThat(Files.exists(harness.podDirectory(pod.ref))).isFalse();
        }
    }

    @EveryShell
    void aContainerThatFailsIsStartedAgainWithItsExitCodeKept(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = pod(PodsForTests.onFailure("[ \"$OUTRIGGER_POD\" ] && exit 7"));
            harness.site().apply(pod.build());
            eventually(() -> {
                assertThat(harness.container(pod.ref, "main").restarts()).isGreaterThanOrEqualTo(1);
                assertThat(harness.container(pod.ref, "main").lastTermination())
                        .isNotNull()
                        .satisfies(end -> assertThat(end.exitCode()).isEqualTo(7));
            });
        }
    }

    /** Nothing listens on that port of the host itself. */
    @EveryShell
    void probesReachThePodInItsOwnNetworkAndSidecarsGoFirst(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = pod(PodsForTests.always("exec nc -ll -p 18765 -e true")
                            .init("side", "exec sleep 1000"))
                    .with(each -> {
                        each.getSpec().getInitContainers().get(0).setRestartPolicy("Always");
                        each.getSpec()
                                .getContainers()
                                .get(0)
                                .setReadinessProbe(new ProbeBuilder()
                                        .withPeriodSeconds(1)
                                        .withNewTcpSocket()
                                        .withPort(new IntOrString(18765))
                                        .endTcpSocket()
                                        .build());
                    });
            harness.site().apply(pod.build());
            eventually(() -> {
                assertThat(harness.container(pod.ref, "side").state()).isInstanceOf(ContainerState.Running.class);
                assertThat(harness.container(pod.ref, "main").ready()).isTrue();
            });
            harness.site().delete(pod.ref, Duration.ofSeconds(5));
            eventually(() -> assertThat(harness.pod(pod.ref).containers())
                    .allMatch(container -> container.state() instanceof ContainerState.Terminated));
        }
    }
}
