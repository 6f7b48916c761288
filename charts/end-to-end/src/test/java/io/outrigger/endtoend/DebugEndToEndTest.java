// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** {@code kubectl debug} at a site of plain processes, which no other container can join. */
@EndToEnd
class DebugEndToEndTest {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String REFUSAL = "spec.ephemeralContainers cannot join a plain process";
    private static final String REMEDY = "look into a container with kubectl exec";

    private final EdgeSite site;

    DebugEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void theUserIsToldWhyAndWhatToDo_andThePodRunsOnUndisturbed() {
        site.apply(Manifests.pod("patient", "exec sleep 3600"));
        site.awaitRunning("patient");
        String uid = site.uid("patient");
        Set<Long> processes = HostProcesses.settled(Set.of(uid));

        debug("pod/patient", "first", REFUSAL, REMEDY);
        debug("pod/patient", "second", REFUSAL, REMEDY);

        site.await(
                "pod/patient",
                SOON,
                () -> assertThat(
                                site.field(
                                        "pod/patient",
                                        "{.status.ephemeralContainerStatuses[?(@.name=='second')].state.waiting['reason','message']}"))
                        .startsWith("ProviderRefused ")
                        .contains(REFUSAL, REMEDY));
        assertThat(site.field(
                        "pod/patient",
                        "{.status.phase} {.status.conditions[?(@.type=='Ready')].status}"
                                + " {.status.containerStatuses[*]['ready','restartCount']}"))
                .isEqualTo("Running True true 0");
        assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
        assertThat(site.kubectl("exec", "patient", "-c", "main", "--", "echo", "well")
                        .orThrow())
                .isEqualTo("well\n");
        assertThat(warnings("patient"))
                .satisfiesExactlyInAnyOrder(
                        each -> assertThat(each)
                                .startsWith("spec.ephemeralContainers{first} 1 ")
                                .contains(REFUSAL, REMEDY),
                        each -> assertThat(each)
                                .startsWith("spec.ephemeralContainers{second} 1 ")
                                .contains(REFUSAL, REMEDY));

        site.kubectl("delete", "pod", "patient", "--timeout=20s").orThrow();
        Awaitility.await()
                .untilAsserted(() -> assertThat(HostProcesses.ofPod(uid)).isEmpty());
    }

    @Test
    void thePodGetsNewFilesAfterwards_alsoFromAProgramThatWasRestarted() {
        site.apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: words}
                data: {word: old}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: reader}
                spec:
                  PLACEMENT
                  volumes: [{name: words, configMap: {name: words}}]
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, 'while :; do cat /mnt/words/word; echo; sleep 1; done']
                    volumeMounts: [{name: words, mountPath: /mnt/words}]
                """);
        site.awaitRunning("reader");
        debug("pod/reader", "debugger", REFUSAL);

        awaitWord("new");
        site.program().stop();
        site.program().start();
        site.awaitNodeReady(Duration.ofSeconds(60));
        awaitWord("newest");

        assertThat(site.restarts("reader")).isZero();
        assertThat(site.field("pod/reader", "{.status.ephemeralContainerStatuses[0].state.waiting.message}"))
                .contains(REFUSAL);
    }

    @Test
    void aPodForTheNodeIsRefusedByTheNameOfTheField() {
        debug("node/" + site.name(), "debugger", "spec.containers[0].image \"busybox\" needs a container engine");

        site.kubectl("delete", podOf("debugger"), "--timeout=20s").orThrow();
    }

    @Test
    void aNodeIsDebuggedWithItsOwnPrograms() throws IOException {
        Path file = Files.writeString(site.shared().resolve("seen"), "seen by the debugger\n");
        site.kubectl(
                        "debug",
                        "node/" + site.name(),
                        "--image=host",
                        "--profile=general",
                        "--container=own",
                        "--",
                        "cat",
                        "/host" + file)
                .orThrow();

        site.await(
                "pods",
                SOON,
                () -> assertThat(site.kubectl("logs", podOf("own")).stdout()).isEqualTo("seen by the debugger\n"));
    }

    /** Begins to debug, and breaks off when kubectl has said something. */
    private void debug(String object, String container, String... said) {
        try (var debugging = site.kubectlStreaming(
                "debug", object, "--image=busybox", "--container=" + container, "--attach", "--stdin")) {
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(debugging.stderr()).contains(said));
        }
    }

    private void awaitWord(String word) {
        site.kubectl("patch", "configmap", "words", "--patch", "{\"data\":{\"word\":\"" + word + "\"}}")
                .orThrow();
        site.await(
                "pod/reader",
                SOON,
                () -> assertThat(site.kubectl("logs", "reader", "-c", "main", "--tail=1")
                                .stdout())
                        .isEqualTo(word + "\n"));
    }

    /** The pod of the node's debugger that has a container of that name. */
    private String podOf(String container) {
        String path = "jsonpath={range .items[?(@.spec.containers[0].name=='%s')]}pod/{.metadata.name}{end}";
        return site.kubectl("get", "pods", "-o", path.formatted(container)).orThrow();
    }

    /** The events about a pod that warn: the container's field, how often, and the message. */
    private List<String> warnings(String pod) {
        String path = "jsonpath={range .items[*]}{.involvedObject.fieldPath} {.count} {.message}{\"\\n\"}{end}";
        return site.kubectl("get", "events", "--field-selector=type=Warning,involvedObject.name=" + pod, "-o", path)
                .orThrow()
                .lines()
                .toList();
    }
}
