// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What users have probes, hooks and sidecars for. */
@EndToEnd
class ProbesEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EdgeSite site;

    ProbesEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void aServiceSendsTrafficOnlyWhileThePodSaysThatItIsReady() throws IOException {
        Path ready = site.shared().resolve("serves");
        site.apply(pod("serving", "exec sleep 3600", """
                readinessProbe:
                  periodSeconds: 1
                  failureThreshold: 1
                  exec: {command: [test, -e, %s]}
                """.formatted(ready)) + """
                apiVersion: v1
                kind: Service
                metadata: {name: serving}
                spec:
                  selector: {app: serving}
                  ports: [{port: 80, targetPort: 8080}]
                """);
        site.await("pod/serving", "{.status.phase}", "Running");
        awaitEndpoint("false");
        Files.createFile(ready);
        awaitEndpoint("true");
        Files.delete(ready);
        awaitEndpoint("false");
        assertThat(site.restarts("serving")).isZero();
        site.await(
                "pod/serving",
                PATIENCE,
                () -> assertThat(site.kubectl("describe", "pod", "serving").orThrow())
                        .containsPattern("Warning +Unhealthy .*kubelet.* Readiness probe failed: "));
    }

    @Test
    void anUpdateThatNeverGetsReadyReplacesNobody() {
        site.apply(deployment("true"));
        site.kubectl("rollout", "status", "deployment/careful", "--timeout=60s").orThrow();
        var before = site.uids("app=careful");

        site.apply(deployment("false"));
        site.await(
                "deployment/careful",
                PATIENCE,
                () -> assertThat(site.uids("app=careful")).hasSize(3).containsAll(before));
        assertThat(site.kubectl("rollout", "status", "deployment/careful", "--timeout=5s")
                        .succeeded())
                .isFalse();
        assertThat(site.uids("app=careful")).containsAll(before);
        assertThat(site.field("deployment/careful", "{.status.availableReplicas}"))
                .isEqualTo("2");

        site.kubectl("rollout", "undo", "deployment/careful").orThrow();
        site.kubectl("rollout", "status", "deployment/careful", "--timeout=60s").orThrow();
        assertThat(site.uids("app=careful")).containsAll(before);
    }

    @Test
    void aContainerThatHangsIsStartedAgainAndUsersSeeWhy() {
        site.apply(pod("hanging", "rm -f hangs; trap 'exit 0' TERM; while :; do sleep 0.1; done", """
                livenessProbe:
                  periodSeconds: 1
                  failureThreshold: 2
                  exec: {command: [sh, -c, test ! -e hangs]}
                """));
        site.awaitRunning("hanging");
        site.kubectl("exec", "hanging", "--", "touch", "hangs").orThrow();
        site.await("pod/hanging", "{.status.containerStatuses[0].restartCount}", "1");
        site.awaitRunning("hanging");
        site.await(
                "pod/hanging",
                PATIENCE,
                () -> assertThat(site.kubectl("describe", "pod", "hanging").orThrow())
                        .containsPattern("Warning +Unhealthy .* Liveness probe failed: ")
                        .containsPattern("Normal +Killing .* Container main failed liveness probe, will be restarted"));
    }

    @Test
    void aSlowStarterIsLeftInPeaceUntilItIsUp() {
        site.apply(pod("slow", "sleep 4; touch up; exec sleep 3600", """
                startupProbe:
                  periodSeconds: 1
                  failureThreshold: 60
                  exec: {command: [test, -e, up]}
                livenessProbe:
                  periodSeconds: 1
                  failureThreshold: 1
                  exec: {command: [test, -e, up]}
                """));
        site.await("pod/slow", "{.status.containerStatuses[0].started}", "false");
        site.awaitRunning("slow");
        assertThat(site.field("pod/slow", "{.status.containerStatuses[0].started}"))
                .isEqualTo("true");
        assertThat(site.restarts("slow")).isZero();
    }

    @Test
    void aServerThatIsAskedOverHttpIsReadyWhenItAnswers() {
        site.apply(pod("asked", "mkdir www; cd www; exec python3 -m http.server --bind 127.0.0.1 18765", """
                ports: [{name: web, containerPort: 18765}]
                readinessProbe:
                  periodSeconds: 1
                  httpGet: {path: /hello, port: web}
                livenessProbe:
                  periodSeconds: 1
                  tcpSocket: {port: 18765}
                """));
        site.await(
                "pod/asked",
                PATIENCE,
                () -> assertThat(site.kubectl("describe", "pod", "asked").orThrow())
                        .contains("Readiness probe failed: HTTP probe failed with statuscode: 404"));
        site.kubectl("exec", "asked", "--", "touch", "www/hello").orThrow();
        site.awaitRunning("asked");
    }

    @Test
    void theHookBeforeTheEndRunsBeforeTheSignal() throws IOException {
        Path journal = site.shared().resolve("ending");
        site.apply(pod(
                "ending",
                "trap 'echo term >>%s; exit 0' TERM; while :; do sleep 0.1; done".formatted(journal),
                """
                lifecycle:
                  postStart: {exec: {command: [sh, -c, echo started >>%1$s]}}
                  preStop: {exec: {command: [sh, -c, sleep 2; echo hook >>%1$s]}}
                """.formatted(journal)));
        site.awaitRunning("ending");
        site.kubectl("delete", "pod", "ending").orThrow();
        assertThat(Files.readAllLines(journal)).isEqualTo(List.of("started", "hook", "term"));
    }

    @Test
    void aJobWithASidecarCompletes() throws IOException {
        Path journal = site.shared().resolve("sidecar");
        site.apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: assisted}
                spec:
                  backoffLimit: 0
                  template:
                    spec:
                      PLACEMENT
                      restartPolicy: Never
                      initContainers:
                      - name: aide
                        image: host
                        restartPolicy: Always
                        command: [sh, -c, 'sleep 1; touch up; trap "echo aide >>%1$s; exit 0" TERM; while :; do sleep 0.1; done']
                        startupProbe:
                          periodSeconds: 1
                          failureThreshold: 30
                          exec: {command: [test, -e, up]}
                      containers:
                      - {name: main, image: host, command: [sh, -c, 'test -e up && echo main >>%1$s']}
                """.formatted(journal));
        site.kubectl("wait", "job/assisted", "--for=condition=Complete", "--timeout=60s")
                .orThrow();
        assertThat(Files.readAllLines(journal)).isEqualTo(List.of("main", "aide"));
    }

    private void awaitEndpoint(String ready) {
        site.await(
                "service/serving",
                PATIENCE,
                () -> assertThat(site.kubectl(
                                        "get",
                                        "endpointslices",
                                        "-l",
                                        "kubernetes.io/service-name=serving",
                                        "-o",
                                        "jsonpath={.items[*].endpoints[*].conditions.ready}")
                                .orThrow())
                        .isEqualTo(ready));
    }

    private static String pod(String name, String script, String settings) {
        String pod = Manifests.pod(name, script);
        return pod.substring(0, pod.length() - "---\n".length()) + settings.indent(4) + "---\n";
    }

    private static String deployment(String readiness) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: careful}
                spec:
                  replicas: 2
                  strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 1}}
                  selector: {matchLabels: {app: careful}}
                  template:
                    metadata: {labels: {app: careful}}
                    spec:
                      PLACEMENT
                      containers:
                      - name: main
                        image: host
                        command: [sleep, "3600"]
                        readinessProbe: {periodSeconds: 1, exec: {command: ["%s"]}}
                """.formatted(readiness);
    }
}
