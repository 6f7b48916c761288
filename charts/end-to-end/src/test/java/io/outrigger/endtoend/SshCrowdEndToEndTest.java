// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.ControlPlane;
import io.outrigger.fixtures.Account;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.TcpProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A hundred pods on one host that is reached by SSH, and what it costs to watch them while nothing happens. In a cluster
 * of its own, because the metrics-server of others asks every node every ten seconds.
 */
@Tag("control-plane")
@Timeout(1000)
@NeedsOpenSsh
class SshCrowdEndToEndTest {

    private static final int PODS = 100;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Enough for the first whole list after the last change, which is no idle cost. */
    private static final Duration SETTLED = Duration.ofSeconds(75);
    /** One kilobit a second. */
    private static final long BYTES = 7_500;

    private static SshHost host;
    private static TcpProxy link;
    private static ControlPlane controlPlane;
    private static EdgeSite site;

    @BeforeAll
    static void open() {
        host = SshHost.of(Account.unprivileged());
        link = TcpProxy.to(host.server().port());
        controlPlane = ControlPlane.start(Path.of("target", "quiet-control-plane"));
        site = new EdgeSite(controlPlane, "ssh-crowd", host.processesBehind(link.port()));
        site.open();
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
        if (controlPlane != null) {
            controlPlane.close();
        }
        link.close();
        host.close();
    }

    @Test
    void aHundredPodsRunCostNextToNothingWhileTheyAreIdleAndLeaveNothing() {
        site.apply(DEPLOYMENT);
        site.kubectl("rollout", "status", "deployment/crowd", "--timeout=300s").orThrow();
        Set<String> uids = site.uids("app=crowd");
        assertThat(uids).hasSize(PODS);
        Set<Long> processes = HostProcesses.settled(uids);

        pass(SETTLED);
        long before = commands();
        long carried = link.carried();
        pass(MINUTE);
        assertThat(commands() - before).as("commands in a minute").isLessThanOrEqualTo(2);
        assertThat(link.carried() - carried).as("bytes in a minute").isLessThan(BYTES);
        assertThat(site.uids("app=crowd")).isEqualTo(uids);
        assertThat(restarts()).isEqualTo("0 ".repeat(PODS).strip());
        assertThat(HostProcesses.ofPods(uids)).isEqualTo(processes);

        site.kubectl("delete", "deployment", "crowd", "--wait=false").orThrow();
        site.await(
                "node/" + site.name(),
                LONG,
                () -> assertThat(site.uids("app=crowd")).isEmpty());
        site.await("node/" + site.name(), LONG, () -> {
            assertThat(HostProcesses.ofPods(uids)).isEmpty();
            assertThat(host.state().resolve("demo/ssh-crowd/pods")).isEmptyDirectory();
        });
    }

    private static void pass(Duration time) {
        Awaitility.await().pollDelay(time).atMost(LONG).until(() -> true);
    }

    /** Commands that were run on the host so far. */
    private static long commands() {
        return host.server().log().stream()
                .filter(line -> line.contains("Starting session"))
                .count();
    }

    private static String restarts() {
        return site.kubectl("get", "pods", "-l", "app=crowd", "-o", "jsonpath={..restartCount}")
                .orThrow();
    }

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: crowd}
            spec:
              replicas: %d
              selector: {matchLabels: {app: crowd}}
              template:
                metadata: {labels: {app: crowd}}
                spec:
                  PLACEMENT
                  terminationGracePeriodSeconds: 5
                  containers:
                  - {name: main, image: host, command: [sleep, "3600"]}
            """.formatted(PODS);
}
