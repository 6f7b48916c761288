// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteStatistics.PodUsage;
import io.outrigger.spi.SiteStatistics.Snapshot;
import io.outrigger.spi.SiteStatistics.Usage;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatsRouteTest {

    private static final String NODE = "/" + FakePods.NODE;
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final Usage USAGE = new Usage(NOW.minusSeconds(10), 5_000_000_000L, 1_000_000);

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running());
        var ours = new PodUsage(new PodRef("default", "web", "uid-of-web"), Map.of("main", USAGE));
        var unknown = new PodUsage(new PodRef("default", "web", "another"), Map.of("main", USAGE));
        endpoint.site.stats = () -> new Snapshot(NOW, USAGE, List.of(ours, unknown));
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void theResourcesOfANodeAreAtItsOwnPath() throws Exception {
        var response = endpoint.client.get("/metrics/resource" + NODE);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body().lines().filter(line -> line.startsWith("container_cpu")))
                .containsExactly(
                        "container_cpu_usage_seconds_total{container=\"main\",namespace=\"default\",pod=\"web\"} 5 "
                                + NOW.toEpochMilli());
    }

    @Test
    void theSummaryOfANodeIsAtItsOwnPath_orWhereTheProxyLeads() throws Exception {
        var direct = endpoint.client.get("/stats/summary" + NODE);
        var json = new ObjectMapper().readTree(direct.body());
        assertThat(json.at("/node/nodeName").asText()).isEqualTo(FakePods.NODE);
        assertThat(json.at("/pods")).hasSize(1);
        var proxied = endpoint.client.sendWith(
                "GET", "/stats/summary", "X-Forwarded-Uri", "/api/v1/nodes" + NODE + "/proxy/stats/summary");
        assertThat(proxied.body()).isEqualTo(direct.body());
    }

    @Test
    void withoutANodeOneIsAskedFor() throws Exception {
        assertThat(endpoint.client.get("/metrics/resource").statusCode()).isEqualTo(404);
        assertThat(endpoint.client.get("/metrics/resource").body()).startsWith("name the node");
        assertThat(endpoint.client.get("/stats/summary/elsewhere").body())
                .isEqualTo("node \"elsewhere\" is not one of this endpoint\n");
    }

    @Test
    void aSiteThatCannotMeasureItselfSaysSo() throws Exception {
        endpoint.site.stats = null;
        assertThat(endpoint.client.get("/metrics/resource" + NODE).statusCode()).isEqualTo(501);
    }

    @Test
    void aSiteThatIsAwayIsAnErrorThatNamesIt() throws Exception {
        endpoint.site.stats = () -> {
            throw new ProviderException(ProviderException.Kind.UNREACHABLE, "no route to host");
        };
        var response = endpoint.client.get("/metrics/resource" + NODE);
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("site \"press-hall-1\" cannot be measured: no route to host\n");
    }
}
