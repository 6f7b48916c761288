// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.ProbesIT.exec;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.outrigger.spi.ContainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** Init containers that go on running beside the others, under every shell that a host may have. */
final class SidecarsIT {

    @TempDir
    Path directory;

    @EveryShell
    void containersStartInOrderEachAfterTheOneBeforeHasStarted(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("echo main >>order; exec sleep 1000")
                    .init("first", notes("first"))
                    .init("once", "echo once >>order")
                    .init("second", notes("second"))
                    .with(each -> {
                        sidecar(each, 0).setStartupProbe(exec("test -e go"));
                        sidecar(each, 0).getStartupProbe().setFailureThreshold(30);
                        sidecar(each, 2).setStartupProbe(exec("grep second order"));
                        sidecar(each, 2).getStartupProbe().setFailureThreshold(30);
                    });
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "first")).isInstanceOf(ContainerState.Running.class));
            Thread.sleep(500);
            assertThat(work(harness, pod).resolve("order")).hasContent("first");
            assertThat(harness.container(pod.ref, "first").started()).isFalse();
            assertThat(state(harness, pod, "main")).isEqualTo(new ContainerState.Waiting("PodInitializing", ""));
            Files.createFile(work(harness, pod).resolve("go"));
            eventually(() -> assertThat(state(harness, pod, "main")).isInstanceOf(ContainerState.Running.class));
            eventually(() -> assertThat(work(harness, pod).resolve("order")).hasContent("first\nonce\nsecond\nmain"));
            assertThat(harness.container(pod.ref, "second").ready()).isTrue();
        }
    }

    @EveryShell
    void sidecarsEndInReverseOrderWhenTheOthersHaveEnded(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("sleep 1; echo main ends >>order")
                    .init("first", notes("first"))
                    .init("second", notes("second"))
                    .with(each -> {
                        sidecar(each, 0);
                        sidecar(each, 1);
                    });
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "first")).isInstanceOf(ContainerState.Terminated.class));
            assertThat(ends(harness, pod)).containsExactly("main ends", "second ends", "first ends");
            assertThat(state(harness, pod, "main"))
                    .isInstanceOfSatisfying(
                            ContainerState.Terminated.class,
                            end -> assertThat(end.exitCode()).isZero());
            assertThat(harness.site().list()).noneMatch(each -> each.running());
        }
    }

    @EveryShell
    void sidecarsEndInReverseOrderWhenThePodIsDeleted(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always(notes("main"))
                    .init("first", notes("first"))
                    .init("second", notes("second"))
                    .with(each -> {
                        sidecar(each, 0);
                        sidecar(each, 1);
                    });
            harness.site().apply(pod.build());
            eventually(() ->
                    assertThat(work(harness, pod).resolve("order")).content().contains("first", "second", "main"));
            harness.site().delete(pod.ref, Duration.ofSeconds(20));
            eventually(() -> assertThat(harness.pod(pod.ref).containers())
                    .allMatch(each -> each.state() instanceof ContainerState.Terminated));
            assertThat(ends(harness, pod)).containsExactly("main ends", "second ends", "first ends");
        }
    }

    @EveryShell
    void aSidecarIsStartedAgainWhateverThePolicyOfThePod(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("exec sleep 1000")
                    .init("aide", "[ -e seen ] || { touch seen; exit 0; }; exec sleep 1000")
                    .with(each -> sidecar(each, 0));
            harness.site().apply(pod.build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "aide").restarts()).isEqualTo(1));
            eventually(() -> assertThat(state(harness, pod, "main")).isInstanceOf(ContainerState.Running.class));
            assertThat(state(harness, pod, "aide")).isInstanceOf(ContainerState.Running.class);
        }
    }

    @EveryShell
    void sidecarsEndWhenAnInitContainerHasFailedForGood(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("echo never >>order")
                    .init("aide", notes("aide"))
                    .init("fails", "sleep 0.5; exit 3")
                    .with(each -> sidecar(each, 0));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "aide")).isInstanceOf(ContainerState.Terminated.class));
            assertThat(work(harness, pod).resolve("order")).hasContent("aide\naide ends");
            assertThat(harness.pod(pod.ref).running()).isFalse();
        }
    }

    @EveryShell
    void aKilledSupervisorFindsTheSidecarsAgain(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("exec sleep 1000")
                    .init("aide", "exec sleep 1000")
                    .with(each -> sidecar(each, 0));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "main")).isInstanceOf(ContainerState.Running.class));
            Commands.processesWith("OUTRIGGER_POD=" + pod.ref.uid()).stream()
                    .filter(process ->
                            Commands.processesRunning("\0supervise\0").contains(process))
                    .forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
            harness.restart();
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.pod(pod.ref).containers())
                    .allMatch(each -> each.state() instanceof ContainerState.Running && each.restarts() == 0));
            harness.site().delete(pod.ref, Duration.ofSeconds(20));
            eventually(() -> assertThat(harness.pod(pod.ref).running()).isFalse());
        }
    }

    private static String notes(String name) {
        return "trap 'echo " + name + " ends >>order; exit 0' TERM; echo " + name + " >>order;"
                + " while :; do sleep 0.1; done";
    }

    private static Container sidecar(io.fabric8.kubernetes.api.model.Pod pod, int index) {
        Container container = pod.getSpec().getInitContainers().get(index);
        container.setRestartPolicy("Always");
        return container;
    }

    /** Who has ended, in order; who starts first without a probe is up to the host. */
    private static List<String> ends(SiteHarness harness, PodsForTests pod) throws IOException {
        return Files.readAllLines(work(harness, pod).resolve("order")).stream()
                .filter(line -> line.endsWith(" ends"))
                .toList();
    }

    private static ContainerState state(SiteHarness harness, PodsForTests pod, String container) {
        return harness.container(pod.ref, container).state();
    }

    private static Path work(SiteHarness harness, PodsForTests pod) {
        return harness.podDirectory(pod.ref).resolve("work");
    }
}
