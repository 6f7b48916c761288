// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.SiteStatistics;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chapter 10 of the contract: resource usage. */
public abstract class StatisticsRules extends Chapter {

    /** For subclasses. */
    protected StatisticsRules() {}

    @Test
    final void rule_10_5_processorTimeNeverFallsWhileTheStartTimeStays() throws Exception {
        needs(Capability.STATISTICS);
        start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        SiteStatistics statistics = Bench.present(bench().site().stats(), Capability.STATISTICS);
        SiteStatistics.Snapshot[] before = {statistics.read()};
        Waiting.stays(
                lent().quiet(),
                "processor time of site and containers never falls while startTime stays; first: " + before[0],
                () -> {
                    SiteStatistics.Snapshot now = statistics.read();
                    boolean good = notFallen(before[0], now, pod);
                    before[0] = now;
                    return good ? "" : now.toString();
                },
                String::isEmpty);
    }

    @Test
    final void rule_10_5_everyRunningContainerIsMeasured() throws Exception {
        needs(Capability.STATISTICS);
        start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        SiteStatistics.Snapshot snapshot = Waiting.until(
                lent().patience(),
                "read() measures container main of " + pod.ref(),
                () -> Bench.present(bench().site().stats(), Capability.STATISTICS)
                        .read(),
                now -> main(now, pod) != null);
        SiteStatistics.Usage usage = Objects.requireNonNull(main(snapshot, pod));
        assertThat(usage.cpuNanoseconds()).as("processor time of main").isNotNegative();
        assertThat(usage.memoryBytes()).as("memory of main").isNotNegative();
        assertThat(Duration.between(usage.startTime(), snapshot.time()))
                .as("the time from the container's startTime to the measurement")
                .isGreaterThanOrEqualTo(Duration.ZERO);
    }

    private static boolean notFallen(SiteStatistics.Snapshot before, SiteStatistics.Snapshot now, TestPod pod) {
        return notFallen(before.site(), now.site()) && notFallen(main(before, pod), main(now, pod));
    }

    private static boolean notFallen(SiteStatistics.@Nullable Usage before, SiteStatistics.@Nullable Usage now) {
        return before == null
                || now == null
                || !before.startTime().equals(now.startTime())
                || now.cpuNanoseconds() >= before.cpuNanoseconds();
    }

    private static SiteStatistics.@Nullable Usage main(SiteStatistics.Snapshot snapshot, TestPod pod) {
        return snapshot.pods().stream()
                .filter(each -> each.pod().equals(pod.ref()))
                .map(each -> each.containers().get(TestPod.MAIN))
                .findFirst()
                .orElse(null);
    }
}
