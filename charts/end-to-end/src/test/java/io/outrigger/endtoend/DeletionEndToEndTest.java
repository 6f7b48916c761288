// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.ControlPlane;
import io.outrigger.controlplane.RunningCommand;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@EndToEnd
class DeletionEndToEndTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String ENDED =
            "jsonpath={.status.phase} {.status.containerStatuses[0].state.terminated.exitCode}{\"\\n\"}";

    private final EdgeSite site;
    private final ControlPlane controlPlane;

    DeletionEndToEndTest(EdgeSite site, ControlPlane controlPlane) {
        this.site = site;
        this.controlPlane = controlPlane;
    }

    @Test
    void aPodIsThereUntilItsLastWord() {
        site.apply(Manifests.pod("polite", """
                trap 'echo closing; sleep 4; echo closed; exit 5' TERM
                echo open
                while :; do sleep 0.2; done
                """));
        site.awaitRunning("polite");
        String uid = site.uid("polite");

        try (RunningCommand log = site.kubectlStreaming("logs", "-f", "polite");
                RunningCommand states = site.kubectlStreaming("get", "pod", "polite", "-w", "-o", ENDED)) {
            site.await("pod/polite", SOON, () -> assertThat(states.stdout()).contains("Running"));
            site.await("pod/polite", SOON, () -> assertThat(log.stdout()).contains("open"));

            site.kubectl("delete", "pod", "polite", "--wait=false").orThrow();

            site.await("pod/polite", SOON, () -> assertThat(log.stdout()).contains("closing"));
            assertThat(site.shownStatus("polite")).isEqualTo("Terminating");
            site.awaitGone("pod/polite");
            assertThat(log.await(SOON).orThrow()).isEqualTo("open\nclosing\nclosed\n");
            assertThat(states.stdout()).contains("Failed 5\n");
        }
        assertThat(HostProcesses.ofPod(uid)).isEmpty();
    }

    @Test
    void aContainerThatIgnoresTheRequestIsKilledAtTheEndOfItsGracePeriod() {
        site.apply(Manifests.pod("deaf", "trap '' TERM; while :; do sleep 0.2; done"));
        site.awaitRunning("deaf");

        try (RunningCommand states = site.kubectlStreaming("get", "pod", "deaf", "-w", "-o", ENDED)) {
            site.await("pod/deaf", SOON, () -> assertThat(states.stdout()).contains("Running"));
            CommandResult deleted = site.kubectl("delete", "pod", "deaf", "--grace-period=3", "--timeout=30s");

            assertThat(deleted.succeeded()).as(deleted.stderr()).isTrue();
            site.await("pods", SOON, () -> assertThat(states.stdout()).contains("Failed 137\n"));
        }
    }

    @Test
    void aPodWhoseContainersNeverHadTheirTurnIsGoneToo() {
        site.apply(initializing("early", ""));
        site.await(
                "pod/early",
                SOON,
                () -> assertThat(site.field("pod/early", "{.status.initContainerStatuses[0].state.running.startedAt}"))
                        .isNotEmpty());
        String uid = site.uid("early");

        site.kubectl("delete", "pod", "early", "--grace-period=2", "--timeout=30s")
                .orThrow();

        site.await("pods", SOON, () -> assertThat(HostProcesses.ofPod(uid)).isEmpty());
    }

    @Test
    void aDeadlineThatPassesBeforeTheirTurnEndsThePod() {
        site.apply(initializing("late", "activeDeadlineSeconds: 3"));

        site.await("pod/late", "{.status.phase} {.status.reason}", "Failed DeadlineExceeded");

        site.await(
                "pods",
                SOON,
                () -> assertThat(HostProcesses.ofPod(site.uid("late"))).isEmpty());
    }

    /** A pod that does not get past its init container. */
    private static String initializing(String name, String field) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  PLACEMENT
                  %s
                  terminationGracePeriodSeconds: 1
                  initContainers: [{name: first, image: host, command: [sleep, "3600"]}]
                  containers: [{name: main, image: host, command: [sleep, "3600"]}]
                """.formatted(name, field);
    }

    @Test
    void aPodThatIsDeletedByForceIsKilledAtOnce() {
        site.apply(Manifests.pod("forced", "trap '' TERM; while :; do sleep 0.2; done"));
        site.awaitRunning("forced");
        String uid = site.uid("forced");
        assertThat(HostProcesses.ofPod(uid)).isNotEmpty();

        site.kubectl("delete", "pod", "forced", "--force", "--grace-period=0").orThrow();

        site.await(
                "pods",
                Duration.ofSeconds(10),
                () -> assertThat(HostProcesses.ofPod(uid)).isEmpty());
    }

    @Test
    void aNamespaceIsDeletedWithItsTwentyPods() {
        String namespace = site.name() + "-of-twenty";
        controlPlane.kubectl("create", "namespace", namespace).orThrow();
        site.await(
                "pods",
                SOON,
                () -> assertThat(controlPlane
                                .kubectl("-n", namespace, "get", "serviceaccount", "default")
                                .succeeded())
                        .isTrue());
        String pods = IntStream.range(0, 20)
                .mapToObj(number -> Manifests.pod("member-" + number, "exec sleep 3600"))
                .collect(Collectors.joining());
        controlPlane
                .apply(Manifests.onNode(site.name(), pods)
                        .replace("metadata:\n", "metadata:\n  namespace: " + namespace + "\n"))
                .orThrow();
        controlPlane
                .kubectl("-n", namespace, "wait", "pods", "--all", "--for=condition=Ready", "--timeout=90s")
                .orThrow();
        Set<String> uids = Stream.of(controlPlane
                        .kubectl("-n", namespace, "get", "pods", "-o", "jsonpath={.items[*].metadata.uid}")
                        .orThrow()
                        .split(" "))
                .collect(Collectors.toSet());
        assertThat(uids).hasSize(20);

        controlPlane.kubectl("delete", "namespace", namespace, "--timeout=100s").orThrow();

        site.await("pods", SOON, () -> assertThat(HostProcesses.ofPods(uids)).isEmpty());
    }
}
