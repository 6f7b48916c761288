// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.ControlPlane;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the real metrics-server makes of two nodes that share an endpoint. */
@EndToEnd
class TopEndToEndTest {
    /** Two measurements ten seconds apart, the first of them up to ten seconds late, and a slow machine. */
    private static final Duration TWO_MEASUREMENTS = Duration.ofSeconds(40);

    private static final String ACCOUNT = "--as=system:serviceaccount:kube-system:metrics-server";

    private final EdgeSite site;

    TopEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @BeforeAll
    static void runPodsOnBothNodes(EdgeSite site, ControlPlane controlPlane) {
        controlPlane.startMetricsServer();
        String neighbour = site.openNeighbour();
        site.apply(Manifests.pod("busy", Load.of(40))
                + Manifests.pod("idle", "exec sleep 3600")
                + Manifests.onNode(neighbour, Manifests.pod("next-door", "exec sleep 3600")));
        site.awaitRunning("busy");
        site.awaitRunning("idle");
        site.awaitRunning("next-door");
    }

    @Test
    void podsAreShownWithWhatTheyUse() {
        site.await("pod/idle", TWO_MEASUREMENTS, () -> {
            Map<String, String> usage = top("pods");
            assertThat(usage).containsOnlyKeys("busy", "idle", "next-door");
            assertThat(millicores(usage.get("busy"))).isBetween(50, 600);
            assertThat(millicores(usage.get("idle"))).isLessThan(20);
            assertThat(mebibytes(usage.get("busy"))).isBetween(1, 50);
        });

        assertThat(site.kubectl("top", "pod", "idle", "--containers", "--no-headers")
                        .orThrow())
                .matches("idle +main +\\d+m +\\d+Mi +\n");
    }

    @Test
    void nodesAreShownWithWhatTheyUse() {
        List<String> nodes = List.of(site.name(), site.name() + "-neighbour");
        site.await("node/" + site.name(), TWO_MEASUREMENTS, () -> {
            Map<String, String> usage = top("nodes");
            assertThat(nodes)
                    .allSatisfy(node -> assertThat(usage.get(node)).matches("[1-9]\\d*m +\\d+% +[1-9]\\d*Mi +\\d+%"));
        });
    }

    @Test
    void noNodeMeasuresPodsOfAnother() {
        assertThat(site.endpoint("/metrics/resource/" + site.name()))
                .contains("pod=\"busy\"", "pod=\"idle\"")
                .doesNotContain("next-door");
        assertThat(site.endpoint("/metrics/resource/" + site.name() + "-neighbour"))
                .contains("pod=\"next-door\"")
                .doesNotContain("busy", "idle");
    }

    @Test
    void whoMeasuresMayReadMetricsOfNodesAndUseNothingElseOfThem() {
        assertThat(mayGetOfNodes("metrics")).startsWith("yes");
        for (String other : List.of("proxy", "stats", "log", "pods", "healthz", "configz")) {
            assertThat(mayGetOfNodes(other)).as(other).startsWith("no");
        }
    }

    private String mayGetOfNodes(String resource) {
        return site.kubectl("auth", "can-i", "get", "nodes", "--subresource=" + resource, "--all-namespaces", ACCOUNT)
                .stdout();
    }

    /** What {@code kubectl top} prints behind each name; nothing as long as nothing is measured. */
    private Map<String, String> top(String what) {
        return site.kubectl("top", what, "--no-headers")
                .stdout()
                .lines()
                .map(line -> line.trim().split(" +", 2))
                .collect(Collectors.toMap(columns -> columns[0], columns -> columns[1]));
    }

    private static int millicores(String usage) {
        return Integer.parseInt(usage.replaceFirst("m .*", ""));
    }

    private static int mebibytes(String usage) {
        return Integer.parseInt(usage.replaceFirst(".* (\\d+)Mi.*", "$1"));
    }
}
