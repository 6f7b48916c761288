// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerResizePolicy;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedResources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of podman are given other limits while they run; what is in force is read from their control groups. */
@NeedsPodman
@Tag("engine")
final class PodmanResizeIT {

    private static final long MEBIBYTE = 1 << 20;

    @TempDir
    Path directory;

    private static PodsForTests pod() {
        return pod("mkdir /state; while [ ! -e /state/end ]; do sleep 0.1; done; exit 3");
    }

    private static PodsForTests pod(String script) {
        return resized(PodmanSite.pod(PodsForTests.always("trap 'exit 0' TERM; " + script)), "250m", "500m", "64Mi");
    }

    private static PodsForTests resized(PodsForTests pod, String request, String limit, String memory) {
        return pod.hash(request + limit + memory)
                .with(each -> main(pod)
                        .setResources(new ResourceRequirementsBuilder()
                                .addToRequests("cpu", new Quantity(request))
                                .addToRequests("memory", new Quantity("16Mi"))
                                .addToLimits("cpu", new Quantity(limit))
                                .addToLimits("memory", new Quantity(memory))
                                .build()));
    }

    private static Container main(PodsForTests pod) {
        return pod.pod.getSpec().getContainers().get(0);
    }

    @EveryShell
    void theLimitsOfARunningContainerAreChangedAndItsNextInstanceHasThemToo(String shell) throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), shell)) {
            PodsForTests pod = pod();
            PodmanSite.run(harness, pod);
            assertInForce(harness, pod, 500, 256, 64);
            ObservedContainer before = harness.container(pod.ref, "main");
            harness.site().apply(resized(pod, "100m", "1", "128Mi").build());
            assertInForce(harness, pod, 1000, 102, 128);
            ObservedContainer after = harness.container(pod.ref, "main");
            assertThat(after.containerId()).isEqualTo(before.containerId());
            assertThat(after.state()).isEqualTo(before.state());
            assertThat(after.restarts()).isZero();
            eventually(() -> assertThat(
                            harness.reported(pod.ref, "main").orElseThrow().resources())
                    .isEqualTo(after.resources()));

            end(harness, pod);
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1));
            assertInForce(harness, pod, 1000, 102, 128);
            harness.restart();
            assertInForce(harness, pod, 1000, 102, 128);
            harness.site().apply(pod.build());
            assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1);
        }
    }

    @Test
    void aPolicyThatWantsARestartGetsOneForItsResourceOnly() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod();
            main(pod).setResizePolicy(List.of(new ContainerResizePolicy("memory", "RestartContainer")));
            PodmanSite.run(harness, pod);
            harness.site().apply(resized(pod, "250m", "1", "64Mi").build());
            assertInForce(harness, pod, 1000, 256, 64);
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();

            harness.site().apply(resized(pod, "250m", "1", "32Mi").build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1));
            assertInForce(harness, pod, 1000, 256, 32);
            assertThat(harness.events)
                    .contains(new ContainerEvent(
                            "main",
                            ContainerEvent.Severity.NORMAL,
                            "Killing",
                            "Container main resize requires restart"));
        }
    }

    @Test
    void weatherMemoryThatIsInUseIsNotTakenAwayUntilItIsFree() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod("head -c 25165824 /dev/zero >/dev/shm/used; while :; do sleep 0.1; done");
            PodmanSite.run(harness, pod);
            eventually(() ->
                    assertThat(ControlGroup.of(name(pod, 0)).memoryUsage()).isGreaterThan(24 * MEBIBYTE));
            harness.site().apply(resized(pod, "250m", "500m", "20Mi").build());
            eventually(() -> {
                ObservedResources resources = harness.container(pod.ref, "main").resources();
                assertThat(resources).isNotNull();
                assertThat(resources.problem())
                        .startsWith("cannot decrease memory limits: attempting to set container \"main\" memory limit"
                                + " (20971520) below current usage (2");
                assertThat(resources.allocated().limits()).containsEntry("memory", new Quantity("20Mi"));
                assertThat(resources.actual().limits()).containsEntry("memory", new Quantity("64Mi"));
            });
            Podman.get().run("exec", name(pod, 0), "rm", "/dev/shm/used");
            assertInForce(harness, pod, 500, 256, 20);
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
        }
    }

    /** Nobody knows then what was in force, so it is put in force again. */
    @Test
    void weatherTheStateIsLostAndTheSupervisorKilledWhenAResizeComes() throws Exception {
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = pod();
            PodmanSite.run(harness, pod);
            String runner = Files.readString(harness.podDirectory(pod.ref).resolve("containers/main/runner"));
            ProcessHandle.of(Long.parseLong(runner.split(" ")[0])).orElseThrow().destroyForcibly();
            Files.writeString(harness.podDirectory(pod.ref).resolve("containers/main/state"), "phase run");
            harness.site().apply(resized(pod, "100m", "250m", "32Mi").build());
            assertInForce(harness, pod, 250, 102, 32);
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
        }
    }

    private static void end(SiteHarness harness, PodsForTests pod) throws IOException {
        Podman.get().run("exec", name(pod, 0), "touch", "/state/end");
        eventually(() -> assertThat(harness.container(pod.ref, "main").lastTermination())
                .isNotNull()
                .extracting(ContainerState.Terminated::exitCode)
                .isEqualTo(3));
    }

    private static String name(PodsForTests pod, int instance) {
        return "outrigger-" + pod.ref.uid() + "-main-" + instance;
    }

    /** Both what the site says and what the kernel does. */
    private static void assertInForce(SiteHarness harness, PodsForTests pod, int processor, int shares, int memory) {
        eventually(() -> {
            ObservedContainer main = harness.container(pod.ref, "main");
            assertThat(main.resources()).isNotNull();
            assertThat(main.resources().problem()).isEmpty();
            assertThat(main.resources().actual()).isEqualTo(main.resources().allocated());
            assertThat(main.resources().actual().limits())
                    .containsEntry("cpu", new Quantity(processor + "m"))
                    .containsEntry("memory", new Quantity(memory + "Mi"));
            ControlGroup group = ControlGroup.of(name(pod, main.restarts()));
            assertThat(group.memoryLimit()).isEqualTo(memory * MEBIBYTE);
            assertThat(group.processorLimit()).isEqualTo(processor);
            assertThat(group.hasShares(shares)).as("shares of %s", shares).isTrue();
        });
    }
}
