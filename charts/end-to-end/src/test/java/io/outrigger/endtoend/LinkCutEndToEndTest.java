// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.ControlPlane;
import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.TcpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The link to a host is cut for ten minutes, which is twice as long as pods without a word of their own tolerate. The
 * program has a second site, which stays ready: in a cluster whose nodes are all away, nothing is evicted anyway.
 */
@EndToEnd
@NeedsOpenSsh
@Order(1)
class LinkCutEndToEndTest {

    private static final String COMMAND = "sleep 36000";
    private static final Duration OUTAGE = Duration.ofMinutes(10);
    private static final Duration BEGUN = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofSeconds(10);
    /** An attempt may just have begun that nobody answers, and the pause after it is a minute at most. */
    private static final Duration BACK = Duration.ofSeconds(90);

    private static final Duration UPDATE = Duration.ofMinutes(3);

    private static SshHost host;
    private static TcpProxy link;
    private static EdgeSite site;

    @BeforeAll
    static void open(ControlPlane controlPlane) {
        host = SshHost.of(Account.unprivileged());
        link = TcpProxy.to(host.server().port());
        site = new EdgeSite(controlPlane, "link-cut", host.processesBehind(link.port()));
        site.open();
        site.openNeighbour();
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
        link.close();
        host.close();
    }

    @Test
    @Timeout(1200)
    void weatherTheLinkIsCutForTenMinutesInTheMiddleOfARollingUpdate() throws IOException {
        site.apply(deployment("first", "test -e /"));
        site.kubectl("rollout", "status", "deployment/web", "--timeout=100s").orThrow();
        Path gate = host.account().home().resolve("gate");
        site.apply(deployment("second", "test -e " + gate));
        site.await(
                "deployment/web",
                BEGUN,
                () -> assertThat(pods()).isEqualTo("first True,".repeat(4) + "second False,".repeat(2)));
        Set<String> all = site.uids("app=web");
        Set<String> updated = site.uids("version=second");
        Set<Long> processes = HostProcesses.ofPods(all, COMMAND);
        assertThat(processes).hasSize(6);
        Set<Long> ofUpdated = HostProcesses.ofPods(updated, COMMAND);

        // Noticed at once, when the new pods have run for some seconds only.
        link.fallSilent();
        link.cut();
        Instant begin = Instant.now();
        Awaitility.await()
                .atMost(OUTAGE.plus(LOOK.multipliedBy(3)))
                .pollInterval(LOOK)
                .until(() -> {
                    assertThat(site.uids("app=web")).isEqualTo(all);
                    assertThat(HostProcesses.ofPods(all, COMMAND)).isEqualTo(processes);
                    return Duration.between(begin, Instant.now()).compareTo(OUTAGE) > 0;
                });
        assertThat(site.readiness()).isEqualTo("False SiteDisconnected");
        assertThat(site.field("node/" + site.name(), "{.spec.taints[?(@.effect=='NoExecute')].key}"))
                .as("what evicts pods that do not tolerate it")
                .isEqualTo("node.kubernetes.io/not-ready");
        assertThat(site.field("pods", "{.items[*].metadata.deletionTimestamp}"))
                .as("pods that the cluster has given up")
                .isEmpty();
        Files.createFile(gate);
        link.clearUp();

        site.awaitNodeReady(BACK);
        assertThat(HostProcesses.ofPods(updated, COMMAND)).isEqualTo(ofUpdated);
        site.await("deployment/web", UPDATE, () -> assertThat(pods()).isEqualTo("second True,".repeat(4)));
        assertThat(site.uids("app=web")).containsAll(updated);
        assertThat(HostProcesses.ofPods(updated, COMMAND)).isEqualTo(ofUpdated);
        assertThat(site.field("pods", "{.items[*].status.containerStatuses[*].restartCount}"))
                .isEqualTo("0 0 0 0");
    }

    /** Version and readiness of every pod, in order. */
    private static String pods() {
        String each =
                "{range .items[*]}{.metadata.labels.version} {.status.conditions[?(@.type=='Ready')].status},{'\\n'}{end}";
        return site.field("pods", each).lines().sorted().collect(Collectors.joining());
    }

    private static String deployment(String version, String ready) {
        return DEPLOYMENT.replace("VERSION", version).replace("READY", ready).replace("COMMAND", COMMAND);
    }

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 4
              strategy: {rollingUpdate: {maxUnavailable: 0, maxSurge: 2}}
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web, version: VERSION}}
                spec:
                  PLACEMENT
                  terminationGracePeriodSeconds: 1
                  containers:
                  - name: main
                    image: host
                    command: [sh, -c, exec COMMAND]
                    readinessProbe: {periodSeconds: 1, timeoutSeconds: 5, exec: {command: [sh, -c, READY]}}
            """;
}
