// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens of the real cluster and its real authorizer, at the endpoint itself. */
@EndToEnd
class AccessEndToEndTest {

    private final EdgeSite site;

    AccessEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    /** Lets the service account "scraper" read metrics of this node, and nothing else. */
    @BeforeAll
    static void grant(EdgeSite site) {
        String name = site.name();
        site.kubectl("create", "serviceaccount", "scraper").orThrow();
        site.kubectl(
                        "create",
                        "clusterrole",
                        name,
                        "--verb=get",
                        "--resource=nodes/metrics,nodes/stats",
                        "--resource-name=" + name)
                .orThrow();
        site.kubectl(
                        "create",
                        "clusterrolebinding",
                        name,
                        "--clusterrole=" + name,
                        "--serviceaccount=" + name + ":scraper")
                .orThrow();
        site.apply(Manifests.pod("busy", "while :; do sleep 0.1; done"));
        site.awaitRunning("busy");
    }

    @AfterAll
    static void revoke(EdgeSite site) {
        site.kubectl("delete", "clusterrole,clusterrolebinding", site.name());
    }

    /** The status and the body of an answer to the token of a service account; "nobody" has none. */
    private String answer(String account, String path) {
        String port = site.field("node/" + site.name(), "{.status.daemonEndpoints.kubeletEndpoint.Port}");
        String token =
                account.equals("nobody") ? "" : "-H \"Authorization: Bearer $(kubectl create token " + account + ")\"";
        return site.shell("curl --silent --insecure --write-out '%{http_code}' " + token + " https://127.0.0.1:" + port
                        + path)
                .orThrow();
    }

    @Test
    void whoHasNoTokenOrAForgedOneIsUnauthorized() {
        assertThat(answer("nobody", "/metrics")).isEqualTo("Unauthorized401");
        assertThat(site.endpoint("/metrics")).contains("outrigger_lane");
    }

    @Test
    void aWeakAccountIsForbiddenByName() {
        assertThat(answer("default", "/pods"))
                .contains("Forbidden (user=system:serviceaccount:" + site.name() + ":default, verb=get, resource=nodes")
                .endsWith("403");
    }

    @Test
    void whoMayReadTheMetricsOfANodeReadsThose_andNothingElse() {
        assertThat(answer("scraper", "/metrics/resource/" + site.name()))
                .contains("pod_cpu_usage_seconds_total{namespace=\"" + site.name() + "\",pod=\"busy\"} ")
                .contains("\nnode_memory_working_set_bytes ")
                .endsWith("200");
        assertThat(answer("scraper", "/stats/summary/" + site.name()))
                .contains("\"podRef\":{\"name\":\"busy\"")
                .contains("\"fs\":{")
                .endsWith("200");
        assertThat(answer("scraper", "/metrics")).endsWith("403");
        assertThat(answer("scraper", "/metrics/resource/another")).endsWith("403");
        assertThat(answer("scraper", "/containerLogs/" + site.name() + "/busy/main"))
                .endsWith("403");
    }
}
