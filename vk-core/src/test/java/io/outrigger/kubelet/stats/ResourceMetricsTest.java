// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.SiteStatistics.PodUsage;
import io.outrigger.spi.SiteStatistics.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResourceMetricsTest {

    @Test
    void containersPodsAndTheNodeAreWritten_asTheKubeletWritesThem() {
        assertThat(ResourceMetrics.text(TestSnapshots.after(10, 1_500_000_000), pod -> true))
                .isEqualTo("""
                        # HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the container in core-seconds
                        # TYPE container_cpu_usage_seconds_total counter
                        container_cpu_usage_seconds_total{container="main",namespace="shop",pod="web"} 1.5 1795248010500
                        container_cpu_usage_seconds_total{container="sidecar",namespace="shop",pod="web"} 0.75 1795248010500
                        # HELP container_memory_working_set_bytes [STABLE] Current working set of the container in bytes
                        # TYPE container_memory_working_set_bytes gauge
                        container_memory_working_set_bytes{container="main",namespace="shop",pod="web"} 10000000 1795248010500
                        container_memory_working_set_bytes{container="sidecar",namespace="shop",pod="web"} 1000000 1795248010500
                        # HELP container_start_time_seconds [STABLE] Start time of the container since unix epoch in seconds
                        # TYPE container_start_time_seconds gauge
                        container_start_time_seconds{container="main",namespace="shop",pod="web"} 1795248000.5
                        container_start_time_seconds{container="sidecar",namespace="shop",pod="web"} 1795248001.5
                        # HELP node_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the node in core-seconds
                        # TYPE node_cpu_usage_seconds_total counter
                        node_cpu_usage_seconds_total 10 1795248010500
                        # HELP node_memory_working_set_bytes [STABLE] Current working set of the node in bytes
                        # TYPE node_memory_working_set_bytes gauge
                        node_memory_working_set_bytes 1234000000 1795248010500
                        # HELP pod_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the pod in core-seconds
                        # TYPE pod_cpu_usage_seconds_total counter
                        pod_cpu_usage_seconds_total{namespace="shop",pod="web"} 2.25 1795248010500
                        # HELP pod_memory_working_set_bytes [STABLE] Current working set of the pod in bytes
                        # TYPE pod_memory_working_set_bytes gauge
                        pod_memory_working_set_bytes{namespace="shop",pod="web"} 11000000 1795248010500
                        # HELP resource_scrape_error [STABLE] 1 if there was an error while getting container metrics, 0 otherwise
                        # TYPE resource_scrape_error gauge
                        resource_scrape_error 0
                        """);
    }

    @Test
    void aContainerThatHasUsedNothingYetIsShown_withTheLeastThatMetricsServerTakes() {
        var idle = new Usage(TestSnapshots.START, 0, 0);
        var busy = new Usage(TestSnapshots.START, 2, 10);
        var pod = new PodUsage(TestSnapshots.WEB, Map.of("idle", idle, "busy", busy));
        String text = ResourceMetrics.text(TestSnapshots.snapshot(1, pod), any -> true);
        String labels = "{container=\"idle\",namespace=\"shop\",pod=\"web\"} ";
        assertThat(text)
                .contains("container_cpu_usage_seconds_total" + labels + "0.000000001 ")
                .contains("container_memory_working_set_bytes" + labels + "1 ")
                .contains("container_start_time_seconds" + labels)
                .contains("pod_cpu_usage_seconds_total{namespace=\"shop\",pod=\"web\"} 0.000000003 ")
                .contains("pod_memory_working_set_bytes{namespace=\"shop\",pod=\"web\"} 11 ");
    }

    @Test
    void aPodOfWhichNothingRunsIsLeftOut() {
        var pod = new PodUsage(TestSnapshots.WEB, Map.of());
        assertThat(ResourceMetrics.text(TestSnapshots.snapshot(1, pod), any -> true))
                .doesNotContain("web");
    }

    @Test
    void aPodThatASiteWasNeverGivenIsNotShown() {
        assertThat(ResourceMetrics.text(TestSnapshots.after(1, 10), pod -> false))
                .doesNotContain("web");
    }

    @Test
    void aHostileNameBreaksNoLine() {
        var usage = new Usage(TestSnapshots.START, 1, 10);
        var pod = new PodUsage(new PodRef("shop", "a", "u"), Map.of("x\"} 1\nevil \\", usage));
        assertThat(ResourceMetrics.text(TestSnapshots.snapshot(1, pod), any -> true))
                .contains("container=\"x\\\"} 1\\nevil \\\\\",namespace=");
    }
}
