// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.PodmanSite.end;
import static io.outrigger.provider.ssh.PodmanSite.log;
import static io.outrigger.provider.ssh.PodmanSite.main;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ObservedResources;
import io.outrigger.spi.ProviderException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pods by the command line that docker and nerdctl share. It is a script that stands in for both: it shows what they are
 * asked and how their answers are taken, not that they do it.
 */
@Tag("engine")
final class ScriptedDockerIT {

    @TempDir
    Path directory;

    private Path program;

    @BeforeEach
    void install() throws Exception {
        program = directory.resolve("engine");
        try (InputStream script = Objects.requireNonNull(getClass().getResourceAsStream("/scripted-docker.sh"))) {
            Files.copy(script, program);
        }
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private SiteHarness harness(String runtime) throws Exception {
        return new SiteHarness(
                directory.resolve("state"),
                Map.of("shell", "/bin/sh", "runtime", runtime, "engine", program.toString()));
    }

    private static PodsForTests pod(PodsForTests pod) {
        return main(pod, container -> container.setImage("localhost/any:1"));
    }

    private String calls() throws Exception {
        return Files.readString(directory.resolve("calls")).replace('\t', ' ');
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void aPodRunsInTheNetworkOfItsSandboxAndLeavesNothing(String runtime) throws Exception {
        try (SiteHarness harness = harness(runtime)) {
            PodsForTests pod = pod(PodsForTests.always("echo \"hello $OUTRIGGER_CONTAINER\"; exec sleep 1000"));
            harness.site().apply(pod.build());
            eventually(() -> {
                assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
                assertThat(log(harness, pod.ref)).isEqualTo("hello main\n");
            });
            assertThat(harness.pod(pod.ref).podIps()).containsExactly("192.0.2.9");
            assertThat(harness.container(pod.ref, "main").containerId()).startsWith(runtime + "://outrigger-");
            assertThat(harness.site().node().facts().containerRuntimeVersion()).isEqualTo(runtime + "://1.2.3");
            assertThat(Commands.run(harness.site(), pod.ref, null, "sh", "-c", "echo $((6 * 7)); exit 3"))
                    .isEqualTo(new Commands.Result(3, "42\n", ""));
            String sandbox = "outrigger-" + pod.ref.uid() + "-sandbox";
            assertThat(calls())
                    .contains("run -d --name " + sandbox)
                    .contains("--network container:" + sandbox + " --ipc container:" + sandbox)
                    .contains("--label io.outrigger.cluster=test --label io.outrigger.node=edge");
            harness.site().delete(pod.ref, Duration.ZERO);
            assertThat(directory.resolve("containers")).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void itsNamesAreThoseThatAKubeletWouldGiveIt(String runtime) throws Exception {
        Map<String, Object> settings = Map.of(
                "shell",
                "/bin/sh",
                "runtime",
                runtime,
                "engine",
                program.toString(),
                "clusterDNS",
                "10.96.0.10",
                "clusterDomain",
                "plant.example");
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), settings)) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            pod.with(each -> {
                each.getSpec().setSubdomain("shop");
                each.getSpec().setSetHostnameAsFQDN(true);
            });
            harness.site().apply(pod.build());
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
            Path files = harness.podDirectory(pod.ref);
            assertThat(Files.readString(files.resolve("resolv.conf")))
                    .startsWith("search default.svc.plant.example svc.plant.example plant.example")
                    .endsWith("\nnameserver 10.96.0.10\noptions ndots:5\n");
            assertThat(calls())
                    .contains("--hostname web.shop.default.svc.plant.example ")
                    .contains("-v " + files + "/hosts:/etc/hosts:rw -v " + files + "/resolv.conf:/etc/resolv.conf:rw ");
            assertThat(harness.warnings()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void weatherAnEngineThatDoesNotAnswerHasNotLostTheImage(String runtime) throws Exception {
        Path hanging = Files.createFile(directory.resolve("no-answer"));
        try (SiteHarness harness = harness(runtime)) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                        assertThat(waiting.reason()).isEqualTo("ImageInspectError");
                        assertThat(waiting.message()).endsWith(runtime + " did not answer in time");
                    }));
            Files.delete(hanging);
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
            assertThat(calls().lines()).noneMatch(call -> call.startsWith("pull "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void aSandboxThatCannotBeMadeIsToldAndTriedTwiceBeforeTheBackOff(String runtime) throws Exception {
        Files.createFile(directory.resolve("no-sandboxes"));
        try (SiteHarness harness = harness(runtime)) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isInstanceOfSatisfying(ContainerState.Waiting.class, waiting -> {
                        assertThat(waiting.reason()).isEqualTo("CreatePodSandboxError");
                        assertThat(waiting.message()).contains("no addresses");
                    }));
            // Once as it is, and once more when what may be left of an earlier one was removed.
            assertThat(calls().lines().filter(call -> call.contains("--name outrigger-" + pod.ref.uid() + "-sandbox")))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void itEndsInOrderAndTheExitCodeIsTheEngines(String runtime) throws Exception {
        try (SiteHarness harness = harness(runtime)) {
            PodsForTests pod =
                    pod(PodsForTests.always("trap 'echo bye; exit 4' TERM; echo up; while :; do sleep 0.1; done"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(log(harness, pod.ref)).isEqualTo("up\n"));
            harness.site().delete(pod.ref, Duration.ofSeconds(20));
            assertThat(end(harness, pod.ref).exitCode()).isEqualTo(4);
            assertThat(log(harness, pod.ref)).isEqualTo("up\nbye\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void whoWasKilledForItsMemoryIsToldAsSuch(String runtime) throws Exception {
        try (SiteHarness harness = harness(runtime)) {
            PodsForTests pod = pod(PodsForTests.never("echo up; exec sleep 1000"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(log(harness, pod.ref)).isEqualTo("up\n"));
            Path container = directory.resolve("containers/outrigger-" + pod.ref.uid() + "-main-0");
            Files.createFile(container.resolve("oom"));
            ProcessHandle.of(Long.parseLong(
                            Files.readString(container.resolve("pid")).strip()))
                    .orElseThrow()
                    .destroyForcibly();
            assertThat(end(harness, pod.ref).reason()).isEqualTo("OOMKilled");
            assertThat(end(harness, pod.ref).exitCode()).isEqualTo(137);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void otherResourcesAreAskedForInTheEnginesWordsAndARefusalIsTold(String runtime) throws Exception {
        try (SiteHarness harness = harness(runtime)) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            PodmanSite.run(harness, pod);
            Path refuses = Files.createFile(directory.resolve("refuses-updates"));
            main(
                    pod.hash("2"),
                    container -> container.setResources(new ResourceRequirementsBuilder()
                            .addToLimits("cpu", new Quantity("250m"))
                            .build()));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(resources(harness, pod).problem())
                    .isEqualTo(runtime + " cannot change the limits of the container: docker: Error response from"
                            + " daemon: no such cgroup."));
            assertThat(resources(harness, pod).actual().limits()).isEmpty();
            Files.delete(refuses);
            eventually(() ->
                    assertThat(resources(harness, pod).actual().limits()).containsEntry("cpu", new Quantity("250m")));
            assertThat(resources(harness, pod).problem()).isEmpty();
            assertThat(calls())
                    .contains("update --cpus 0.25 --cpu-shares 256 outrigger-" + pod.ref.uid() + "-main-0 \n");
        }
    }

    private static ObservedResources resources(SiteHarness harness, PodsForTests pod) {
        return Objects.requireNonNull(harness.container(pod.ref, "main").resources());
    }

    @Test
    void aTerminalIsJoinedByTheEnginesClientAndNoKeyLeavesIt() throws Exception {
        try (SiteHarness harness = harness("docker")) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            main(pod, container -> {
                container.setTty(true);
                container.setStdin(true);
            });
            PodmanSite.run(harness, pod);
            var streams = new ContainerStreams(null, OutputStream.nullOutputStream(), null, new Window());
            harness.site().attach().orElseThrow().attach(pod.ref, "main", streams);
            assertThat(calls())
                    .contains(" -it ")
                    .contains("attach --sig-proxy=false --detach-keys=ctrl-_,ctrl-],ctrl-_,ctrl-] outrigger-"
                            + pod.ref.uid() + "-main-0");
        }
    }

    @Test
    void aTerminalThatTheEngineCannotGiveIsRefusedByName() throws Exception {
        try (SiteHarness harness = harness("nerdctl")) {
            PodsForTests pod = pod(PodsForTests.always("exec sleep 1000"));
            main(pod, container -> container.setTty(true));
            assertThatThrownBy(() -> harness.site().apply(pod.build()))
                    .isInstanceOf(ProviderException.class)
                    .hasMessageContaining("spec.containers[0].tty");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "nerdctl"})
    void whatTheEngineRefusesIsToldInItsWords(String runtime) throws Exception {
        try (SiteHarness harness = harness(runtime)) {
            PodsForTests pod = pod(PodsForTests.never("true"));
            main(pod, container -> container.setImage("localhost/broken:1"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.container(pod.ref, "main").state())
                    .isEqualTo(new ContainerState.Waiting(
                            "CreateContainerError", "Error response from daemon: No such container: nowhere.")));
        }
    }
}
