// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@EndToEnd
class WorkloadEndToEndTest {
    private final EdgeSite site;

    WorkloadEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void aJobCompletes() {
        site.apply(job("counting", "completions: 4, parallelism: 2, backoffLimit: 0", "echo counted"));

        site.kubectl("wait", "job/counting", "--for=condition=Complete", "--timeout=60s")
                .orThrow();

        assertThat(site.field("job/counting", "{.status.succeeded}")).isEqualTo("4");
    }

    @Test
    void aJobThatKeepsFailingReachesItsBackoffLimit() {
        site.apply(job("hopeless", "backoffLimit: 1", "exit 9"));

        site.kubectl("wait", "job/hopeless", "--for=condition=Failed", "--timeout=90s")
                .orThrow();

        assertThat(site.field("job/hopeless", "{.status.failed} {.status.conditions[?(@.type=='Failed')].reason}"))
                .isEqualTo("2 BackoffLimitExceeded");
    }

    @Test
    void aDeploymentIsScaled() {
        site.apply(deployment("scaled", 2, "one"));
        rollout("scaled");

        site.kubectl("scale", "deployment/scaled", "--replicas=5").orThrow();
        rollout("scaled");
        assertThat(site.field("deployment/scaled", "{.status.readyReplicas}")).isEqualTo("5");

        site.kubectl("scale", "deployment/scaled", "--replicas=1").orThrow();
        site.await(
                "deployment/scaled",
                Duration.ofSeconds(60),
                () -> assertThat(site.uids("app=scaled")).hasSize(1));
    }

    @Test
    void aDeploymentIsUpdatedAndRolledBack() {
        site.apply(deployment("web", 3, "one"));
        rollout("web");

        site.apply(deployment("web", 3, "two"));
        rollout("web");
        assertThat(runningVersions("web")).containsOnly("two");

        site.kubectl("rollout", "undo", "deployment/web").orThrow();
        rollout("web");
        assertThat(runningVersions("web")).containsOnly("one");
    }

    @Test
    void aStatefulPodHasASuccessorOfTheSameNameThatStartsOnlyAfterItsEnd() throws IOException {
        Path journal = site.shared().resolve("journal");
        site.apply(statefulSet("db", """
                say() { echo "$1" >> %s; }
                say start
                trap 'sleep 3; say end; exit 0' TERM
                while :; do sleep 1; done
                """.formatted(journal)));
        site.awaitRunning("db-0");
        String uid = site.uid("db-0");

        site.kubectl("delete", "pod", "db-0").orThrow();

        site.await(
                "statefulset/db",
                Duration.ofSeconds(60),
                () -> assertThat(uidOrNone("db-0")).isNotEmpty().isNotEqualTo(uid));
        site.awaitRunning("db-0");
        assertThat(Files.readAllLines(journal)).isEqualTo(List.of("start", "end", "start"));
        assertThat(HostProcesses.ofPod(uid)).isEmpty();
    }

    private String uidOrNone(String pod) {
        return site.kubectl("get", "pod", pod, "--ignore-not-found", "-o", "jsonpath={.metadata.uid}")
                .orThrow();
    }

    /** Waits with kubectl until a deployment is what it should be, and until no old pod is left. */
    private void rollout(String deployment) {
        site.kubectl("rollout", "status", "deployment/" + deployment, "--timeout=90s")
                .orThrow();
        String replicas = site.field("deployment/" + deployment, "{.spec.replicas}");
        site.await(
                "deployment/" + deployment,
                Duration.ofSeconds(60),
                () -> assertThat(site.uids("app=" + deployment)).hasSize(Integer.parseInt(replicas)));
    }

    private List<String> runningVersions(String deployment) {
        return site.kubectl("logs", "-l", "app=" + deployment).orThrow().lines().toList();
    }

    private static String deployment(String name, int replicas, String version) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      PLACEMENT
                      containers:
                      - {name: main, image: host, command: [sh, -c, echo %3$s; exec sleep 3600]}
                """.formatted(name, replicas, version);
    }

    private static String job(String name, String settings, String script) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: %s}
                spec:
                  %s
                  template:
                    spec:
                      PLACEMENT
                      restartPolicy: Never
                      containers:
                      - {name: main, image: host, command: [sh, -c, %s]}
                """.formatted(name, settings.replace(", ", "\n  "), script);
    }

    private static String statefulSet(String name, String script) {
        return """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: %1$s}
                spec:
                  serviceName: %1$s
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      PLACEMENT
                      containers:
                      - name: main
                        image: host
                        command:
                        - sh
                        - -c
                        - |
                %2$s
                """.formatted(name, script.indent(10));
    }
}
