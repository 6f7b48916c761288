// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.CommandResult;
import io.outrigger.controlplane.ControlPlane;
import io.outrigger.controlplane.RunningCommand;
import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that runs containers by podman and is reached by SSH: kubectl does there what it does everywhere. */
@EndToEnd
@NeedsOpenSsh
@NeedsPodman
class PodmanEndToEndTest {

    private static final Duration END = Duration.ofMinutes(2);

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  PLACEMENT
                  terminationGracePeriodSeconds: 2
                  containers:
                  - name: main
                    image: %s
                    command:
                    - sh
                    - -c
                    - |
                      trap 'exit 0' TERM
                      mkdir /www && echo "$GREETING" | tee /www/greeting
                      busybox httpd -f -p 8080 -h /www & wait
                    env: [{name: GREETING, value: %s}]
                    startupProbe: {periodSeconds: 1, failureThreshold: 30, exec: {command: [test, -e, /www/greeting]}}
                    readinessProbe: {periodSeconds: 1, timeoutSeconds: 5, httpGet: {path: /greeting, port: 8080}}
            ---
            """;

    private static SshHost host;
    private static EdgeSite site;

    @BeforeAll
    static void open(ControlPlane controlPlane) {
        host = SshHost.of(Account.present());
        site = new EdgeSite(controlPlane, "with-podman", host.podman(Podman.get()));
        site.open();
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.kubectl("delete", "deployment,pod", "--all", "--grace-period=0", "--force");
            site.close();
        }
        host.close();
    }

    @Test
    void aDeploymentIsRolledOutAnswersAndLeavesNothing() throws IOException {
        site.apply(WEB.formatted(Podman.IMAGE, "first"));
        rolledOut();
        site.apply(WEB.formatted(Podman.OTHER_IMAGE, "second"));
        rolledOut();
        // Kubectl may choose a pod of before as long as there is one.
        site.await(
                "deployment/web",
                Duration.ofSeconds(60),
                () -> assertThat(site.uids("app=web")).hasSize(2));

        assertThat(site.kubectl("logs", "deployment/web").orThrow()).isEqualTo("second\n");
        CommandResult command =
                site.kubectl("exec", "deployment/web", "--", "sh", "-c", "cat /www/greeting; echo err >&2; exit 42");
        assertThat(command.stdout()).isEqualTo("second\n");
        assertThat(command.stderr()).contains("err").contains("exit code 42");
        try (RunningCommand forward = forward("deployment/web")) {
            assertThat(fetched(forward)).isEqualTo("second\n");
        }

        site.kubectl("delete", "deployment", "web").orThrow();
        site.await(
                "deployment/web",
                Duration.ofSeconds(60),
                () -> assertThat(site.uids("app=web")).isEmpty());
        assertThat(inEngine("web-")).isEmpty();
    }

    @Test
    void weatherTheServerIsKilledWhileStreamsAreOpen() {
        site.apply(pod("streaming"));
        site.awaitRunning("streaming");
        String uid = site.uid("streaming");
        List<String> containers = inEngine("streaming");
        try (RunningCommand exec = site.kubectlStreaming("exec", "streaming", "--", "sh", "-c", "echo up; sleep 600");
                RunningCommand logs = site.kubectlStreaming("logs", "-f", "streaming");
                RunningCommand forward = forward("pod/streaming")) {
            Awaitility.await().until(() -> exec.stdout().equals("up\n"));
            Awaitility.await().until(() -> logs.stdout().startsWith("begun\n"));
            assertThat(fetched(forward)).isEqualTo("begun\n");
            host.server().stop();
            CommandResult ended = exec.await(END);
            assertThat(ended.exitCode()).isNotZero();
            assertThat(ended.stderr()).as("why the command ended").isNotBlank();
            Awaitility.await().atMost(END).until(() -> !logs.isRunning());
            assertThat(fetched(forward)).isEmpty();
        } finally {
            host.server().start();
        }
        site.awaitNodeReady(Duration.ofSeconds(120));
        site.awaitRunning("streaming");
        assertThat(site.uid("streaming")).isEqualTo(uid);
        assertThat(site.restarts("streaming")).isZero();
        assertThat(inEngine("streaming")).isEqualTo(containers);
        site.await(
                "pod/streaming",
                Duration.ofSeconds(60),
                () -> assertThat(site.kubectl("exec", "streaming", "--", "cat", "/www/greeting")
                                .stdout())
                        .isEqualTo("begun\n"));
    }

    @Test
    void aSecondProgramForTheSameHostSaysWhoHoldsIt(@TempDir Path directory) throws IOException {
        site.apply(pod("held"));
        site.awaitRunning("held");
        List<String> containers = inEngine("held");
        String configuration = Files.readString(site.file(Path.of("outrigger.yaml")));
        Path copy = Files.writeString(directory.resolve("outrigger.yaml"), configuration);
        Path log = directory.resolve("program.log");
        try (Program second = new Program(
                List.of(
                        "run",
                        "--config",
                        copy.toString(),
                        "--kubeconfig",
                        site.kubeconfig().toString()),
                log)) {
            second.start();
            Awaitility.await()
                    .atMost(END)
                    .untilAsserted(() -> assertThat(Files.readString(log))
                            .contains(" is in use by ")
                            .contains(Long.toString(site.program().pid())));
        }
        assertThat(inEngine("held")).isEqualTo(containers);
        assertThat(site.restarts("held")).isZero();
    }

    private static String pod(String name) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  PLACEMENT
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: %s
                    command:
                    - sh
                    - -c
                    - |
                      trap 'exit 0' TERM
                      mkdir /www && echo begun | tee /www/greeting
                      busybox httpd -f -p 8080 -h /www & wait
                """.formatted(name, Podman.IMAGE);
    }

    private static void rolledOut() {
        site.kubectl("rollout", "status", "deployment/web", "--timeout=90s").orThrow();
    }

    private static RunningCommand forward(String object) {
        RunningCommand forward = site.kubectlStreaming("port-forward", object, "--address", "127.0.0.1", ":8080");
        Awaitility.await().until(() -> forward.stdout().contains("Forwarding"));
        return forward;
    }

    /** What the pod serves behind a forwarded port; nothing when the connection ends before it answers. */
    private static String fetched(RunningCommand forward) {
        String port = forward.stdout().replaceAll("(?s).*127\\.0\\.0\\.1:(\\d+) .*", "$1");
        return HostProcesses.output("curl", "--silent", "--max-time", "20", "http://127.0.0.1:" + port + "/greeting");
    }

    /** The containers that podman has of pods whose names begin so; an id that stays is a container that stays. */
    private static List<String> inEngine(String pod) {
        try {
            String found = Podman.get().run("ps", "-a", "--format", "{{.Labels}} {{.ID}}");
            return found.lines()
                    .filter(line -> line.contains("io.outrigger.pod:" + pod))
                    .sorted()
                    .toList();
        } catch (IOException exception) {
            throw new AssertionError(exception);
        }
    }
}
