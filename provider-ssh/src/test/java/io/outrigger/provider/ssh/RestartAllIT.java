// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerRestartRule;
import io.fabric8.kubernetes.api.model.ContainerRestartRuleOnExitCodes;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pods of which a container makes all begin again, by a rule for its exit code. */
final class RestartAllIT {

    /** Fails the first time, when somebody wants it, by the code of the rule. */
    private static final String FAILS_ONCE =
            "[ -e seen ] && exec sleep 1000; until [ -e go ]; do sleep 0.1; done; touch seen; exit 42";

    @TempDir
    Path directory;

    @EveryShell
    void allContainersBeginAgainInOrderWhateverTheirOwnPolicies(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = whole();
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "done")).isInstanceOf(ContainerState.Terminated.class));
            eventually(() -> assertThat(state(harness, pod, "main")).isInstanceOf(ContainerState.Running.class));
            go(harness, pod);
            allHaveBegunAgain(harness, pod);
            assertThat(work(harness, pod).resolve("order")).hasContent("first\nfirst");
            assertThat(harness.changes)
                    .anyMatch(seen -> seen.containers().stream().anyMatch(RestartAllIT::waitsForAll));
        }
    }

    @EveryShell
    void anInitContainerMayWantItToo(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("exec sleep 1000")
                    .init("first", "echo first >>order")
                    .init("second", "[ -e seen ] && exit 0; touch seen; exit 42")
                    .with(each -> rule(each.getSpec().getInitContainers().get(1)));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "main")).isInstanceOf(ContainerState.Running.class));
            assertThat(harness.container(pod.ref, "first").restarts()).isEqualTo(1);
            assertThat(harness.container(pod.ref, "second").restarts()).isEqualTo(1);
            // It had not been started before.
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            assertThat(work(harness, pod).resolve("order")).hasContent("first\nfirst");
        }
    }

    @EveryShell
    void whoeverFailsAgainAndAgainMakesTheWholePodWait(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.never("echo main >>order; exit 42")
                    .container("other", Map.of(), "sleep", "1000")
                    .with(each -> rule(each.getSpec().getContainers().get(0)));
            harness.site().apply(pod.build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isGreaterThanOrEqualTo(3));
            eventually(() -> assertThat(harness.pod(pod.ref).containers()).allMatch(RestartAllIT::waitsForAll));
            assertThat(harness.container(pod.ref, "main").lastTermination().exitCode())
                    .isEqualTo(42);
            harness.site().delete(pod.ref, Duration.ofSeconds(5));
            eventually(() -> assertThat(harness.pod(pod.ref).containers())
                    .allMatch(each -> each.state() instanceof ContainerState.Terminated));
            // Nobody is left who could begin anything.
            for (String holder : List.of("supervisor", "containers/main/runner", "containers/other/runner")) {
                eventually(() -> assertThat(alive(harness.podDirectory(pod.ref).resolve(holder)))
                        .isFalse());
            }
        }
    }

    @EveryShell
    void weatherTheShellsThatLookAfterItAreKilled(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = whole();
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "done")).isInstanceOf(ContainerState.Terminated.class));
            eventually(() -> assertThat(state(harness, pod, "main")).isInstanceOf(ContainerState.Running.class));
            for (String name : List.of("aide", "other")) {
                Path runner = harness.podDirectory(pod.ref).resolve("containers/" + name + "/runner");
                ProcessHandle.of(Long.parseLong(Files.readString(runner).split(" ")[0]))
                        .orElseThrow()
                        .destroyForcibly();
            }
            go(harness, pod);
            allHaveBegunAgain(harness, pod);
        }
    }

    @Test
    void weatherAShellOfAnEarlierVersionKnowsNothingOfIt() throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), "/bin/sh")) {
            PodsForTests pod = whole();
            harness.site().apply(pod.build());
            eventually(() -> assertThat(state(harness, pod, "done")).isInstanceOf(ContainerState.Terminated.class));
            eventually(() -> assertThat(state(harness, pod, "main")).isInstanceOf(ContainerState.Running.class));
            String runner = Files.readString(harness.podDirectory(pod.ref).resolve("containers/other/runner"));
            // It hears no signal but the last one.
            new ProcessBuilder("kill", "-STOP", runner.split(" ")[0]).start().waitFor();
            go(harness, pod);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> harness.container(pod.ref, "other").restarts() == 1);
            allHaveBegunAgain(harness, pod);
        }
    }

    /** The same of containers. */
    @Nested
    @NeedsPodman
    @Tag("engine")
    final class OfPodman {

        @Test
        void podmansContainersBeginAgainInTheSandboxThatTheyHave() throws Exception {
            try (SiteHarness harness = PodmanSite.open(directory, "/bin/sh")) {
                PodsForTests pod = PodmanSite.pod(
                                PodsForTests.never("sleep 1; exit 42").container("other", Map.of(), "sleep", "1000"))
                        .with(each -> rule(each.getSpec().getContainers().get(0)));
                harness.site().apply(pod.build());
                eventually(() -> assertThat(harness.pod(pod.ref).podIps()).isNotEmpty());
                List<String> addresses = harness.pod(pod.ref).podIps();
                eventually(() -> assertThat(harness.container(pod.ref, "other").restarts())
                        .isPositive());
                eventually(() -> assertThat(harness.container(pod.ref, "other").state())
                        .isInstanceOf(ContainerState.Running.class));
                assertThat(harness.container(pod.ref, "main").lastTermination().exitCode())
                        .isEqualTo(42);
                assertThat(harness.container(pod.ref, "other").lastTermination().reason())
                        .isEqualTo("RestartingAllContainers");
                assertThat(harness.pod(pod.ref).podIps()).isEqualTo(addresses);
            }
        }
    }

    /** Whether the process lives that a file of the pod names. */
    private static boolean alive(Path holder) throws IOException {
        return Files.exists(holder)
                && ProcessHandle.of(Long.parseLong(Files.readString(holder).split(" ")[0]))
                        .filter(ProcessHandle::isAlive)
                        .isPresent();
    }

    /** A pod with containers of all kinds: one of them fails once, one has ended, and the others go on. */
    private static PodsForTests whole() {
        return PodsForTests.never(FAILS_ONCE)
                .container("other", Map.of(), "sleep", "1000")
                .container("done", Map.of(), "true")
                .init("first", "echo first >>order")
                .init("aide", "exec sleep 1000")
                .with(each -> {
                    each.getSpec().getInitContainers().get(1).setRestartPolicy("Always");
                    rule(each.getSpec().getContainers().get(0));
                });
    }

    private static void rule(Container container) {
        container.setRestartPolicy("Never");
        container.setRestartPolicyRules(List.of(new ContainerRestartRule(
                "RestartAllContainers", new ContainerRestartRuleOnExitCodes("In", List.of(42)))));
    }

    private static void go(SiteHarness harness, PodsForTests pod) throws Exception {
        Files.createFile(work(harness, pod).resolve("go"));
    }

    private static void allHaveBegunAgain(SiteHarness harness, PodsForTests pod) {
        eventually(() -> assertThat(harness.pod(pod.ref).containers())
                .hasSize(5)
                .allMatch(each -> each.restarts() == 1)
                .noneMatch(each -> each.state() instanceof ContainerState.Waiting));
        for (String name : List.of("aide", "other", "main")) {
            assertThat(state(harness, pod, name)).isInstanceOf(ContainerState.Running.class);
        }
        assertThat(harness.container(pod.ref, "main").lastTermination().exitCode())
                .isEqualTo(42);
        for (String name : List.of("aide", "other")) {
            assertThat(harness.container(pod.ref, name).lastTermination().exitCode())
                    .isEqualTo(137);
            assertThat(harness.container(pod.ref, name).lastTermination().reason())
                    .isEqualTo("RestartingAllContainers");
        }
    }

    private static boolean waitsForAll(ObservedContainer container) {
        return container.state() instanceof ContainerState.Waiting waiting
                && waiting.reason().equals("RestartingAllContainers");
    }

    private static ContainerState state(SiteHarness harness, PodsForTests pod, String name) {
        return harness.container(pod.ref, name).state();
    }

    private static Path work(SiteHarness harness, PodsForTests pod) {
        return harness.podDirectory(pod.ref).resolve("work");
    }
}
