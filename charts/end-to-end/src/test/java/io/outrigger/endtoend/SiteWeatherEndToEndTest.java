// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A site stops answering: the directory in which it keeps its pods is moved away while they run. */
@EndToEnd
class SiteWeatherEndToEndTest {
    private static final Duration OUTAGE = Duration.ofMinutes(2);
    private static final Duration RETURN = Duration.ofSeconds(10);

    private final EdgeSite site;

    SiteWeatherEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void aSiteThatIsCutOffForTwoMinutesKeepsItsPodsAndIsReadyTenSecondsAfterItsReturn() throws IOException {
        site.apply(DEPLOYMENT);
        site.kubectl("rollout", "status", "deployment/press", "--timeout=60s").orThrow();
        site.apply(Manifests.pod("finite", "Never", "sleep 60; exit 4"));
        site.apply(Manifests.pod("leaving", "exec sleep 3600"));
        site.awaitRunning("finite");
        site.awaitRunning("leaving");
        Set<String> pods = site.uids("app=press");
        Set<Long> processes = HostProcesses.settled(pods);
        String leaving = site.uid("leaving");

        Path away = site.directory().resolveSibling("site.away");
        Instant begin = Instant.now();
        Files.move(site.directory(), away);
        site.await(
                "node/" + site.name(),
                Duration.ofSeconds(90),
                () -> assertThat(site.readiness()).isEqualTo("False SiteDisconnected"));
        site.kubectl("delete", "pod", "leaving", "--wait=false").orThrow();
        Awaitility.await()
                .atMost(OUTAGE.plusSeconds(60))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    assertThat(site.uids("app=press")).isEqualTo(pods);
                    assertThat(HostProcesses.ofPods(pods)).isEqualTo(processes);
                    assertThat(site.shownStatus("leaving")).isEqualTo("Terminating");
                    assertThat(Duration.between(begin, Instant.now())).isGreaterThan(OUTAGE);
                });
        assertThat(site.readiness()).isEqualTo("False SiteDisconnected");
        Files.move(away, site.directory());

        site.awaitNodeReady(RETURN);
        site.kubectl("wait", "pods", "-l", "app=press", "--for=condition=Ready", "--timeout=30s")
                .orThrow();
        assertThat(site.uids("app=press")).isEqualTo(pods);
        assertThat(HostProcesses.ofPods(pods)).isEqualTo(processes);
        assertThat(site.kubectl("get", "pods", "-l", "app=press", "-o", "jsonpath={..restartCount}")
                        .orThrow())
                .isEqualTo("0 0 0");
        site.await(
                "pod/finite", "{.status.phase} {.status.containerStatuses[0].state.terminated.exitCode}", "Failed 4");
        site.awaitGone("pod/leaving");
        assertThat(HostProcesses.ofPod(leaving)).isEmpty();
    }

    @Test
    void podsTolerateAnOutageOfAnyLengthUnlessTheySayOtherwise() {
        site.apply(Manifests.pod("enduring", "exec sleep 3600"));
        site.awaitRunning("enduring");

        site.await(
                "pod/enduring",
                Duration.ofSeconds(20),
                () -> assertThat(site.field("pod/enduring", "{.spec.tolerations[?(@.tolerationSeconds)].key}"))
                        .isEmpty());
        assertThat(site.field("pod/enduring", "{.spec.tolerations[?(@.effect=='NoExecute')].key}"))
                .contains("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
    }

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: press}
            spec:
              replicas: 3
              selector: {matchLabels: {app: press}}
              template:
                metadata: {labels: {app: press}}
                spec:
                  PLACEMENT
                  containers:
                  - {name: main, image: host, command: [sh, -c, exec sleep 3600]}
            """;
}
