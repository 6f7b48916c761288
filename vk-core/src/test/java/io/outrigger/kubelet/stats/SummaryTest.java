// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.spi.SiteStatistics.FileSystem;
import io.outrigger.spi.SiteStatistics.PodUsage;
import io.outrigger.spi.SiteStatistics.Snapshot;
import io.outrigger.spi.SiteStatistics.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SummaryTest {

    private static JsonNode summary(Snapshot earlier, Snapshot now) {
        return Summary.of("edge-1", earlier, now, pod -> true);
    }

    @Test
    void nodePodsAndContainersAreShownWithRatesSinceTheLastMeasurement() {
        JsonNode summary = summary(TestSnapshots.after(10, 1_000_000_000), TestSnapshots.after(20, 6_000_000_000L));
        assertThat(summary.path("node").path("nodeName").asText()).isEqualTo("edge-1");
        assertThat(summary.path("node").path("cpu").toString())
                .isEqualTo("{\"time\":\"2026-11-21T08:00:20Z\",\"usageNanoCores\":1000000000,"
                        + "\"usageCoreNanoSeconds\":20000000000}");
        JsonNode pod = summary.path("pods").path(0);
        assertThat(pod.path("podRef").toString())
                .isEqualTo("{\"name\":\"web\",\"namespace\":\"shop\",\"uid\":\"u-1\"}");
        assertThat(pod.path("startTime").asText()).isEqualTo("2026-11-21T08:00:00Z");
        assertThat(pod.path("cpu").path("usageNanoCores").asLong()).isEqualTo(750_000_000);
        assertThat(pod.path("memory").path("workingSetBytes").asLong()).isEqualTo(11_000_000);
        JsonNode container = pod.path("containers").path(0);
        assertThat(container.path("name").asText()).isEqualTo("main");
        assertThat(container.path("cpu").path("usageNanoCores").asLong()).isEqualTo(500_000_000);
        assertThat(container.path("cpu").path("usageCoreNanoSeconds").asLong()).isEqualTo(6_000_000_000L);
    }

    @Test
    void withoutAnEarlierMeasurementRatesAreAverages() {
        Snapshot only = TestSnapshots.after(10, 1_000_000_000);
        assertThat(summary(only, only)
                        .at("/pods/0/containers/0/cpu/usageNanoCores")
                        .asLong())
                .isEqualTo(100_000_000);
    }

    @Test
    void aContainerThatWasRestartedInBetweenIsCountedFromItsStart() {
        var restarted = new Usage(TestSnapshots.START.plusSeconds(15), 500_000_000, 1);
        var now = TestSnapshots.snapshot(20, new PodUsage(TestSnapshots.WEB, Map.of("main", restarted)));
        JsonNode summary = summary(TestSnapshots.after(10, 9_000_000_000L), now);
        assertThat(summary.at("/pods/0/containers/0/cpu/usageNanoCores").asLong())
                .isEqualTo(100_000_000);
    }

    @Test
    void aCounterThatFellAgainstTheContractIsNotNegative() {
        JsonNode summary = summary(TestSnapshots.after(10, 9_000_000_000L), TestSnapshots.after(20, 1_000_000_000));
        assertThat(summary.at("/pods/0/containers/0/cpu/usageNanoCores").asLong())
                .isEqualTo(50_000_000);
    }

    @Test
    void theFileSystemIsShownWhereItIsMeasured() {
        var measured = TestSnapshots.snapshot(20);
        var files = new Snapshot(measured.time(), measured.site(), measured.pods(), new FileSystem(100, 60, 40));
        assertThat(summary(files, files).at("/node/fs").toString())
                .isEqualTo("{\"time\":\"2026-11-21T08:00:20Z\",\"availableBytes\":60,\"capacityBytes\":100,"
                        + "\"usedBytes\":40}");
        assertThat(summary(measured, measured).path("node").has("fs")).isFalse();
    }

    @Test
    void aPodWithoutContainersHasAnEmptyListOfThem() {
        var now = TestSnapshots.snapshot(20, new PodUsage(TestSnapshots.WEB, Map.of()));
        JsonNode pod = summary(now, now).at("/pods/0");
        assertThat(pod.path("containers").isArray()).isTrue();
        assertThat(pod.path("startTime").asText()).isEqualTo("2026-11-21T08:00:20Z");
    }
}
