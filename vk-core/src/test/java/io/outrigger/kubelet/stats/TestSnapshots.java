// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.SiteStatistics.PodUsage;
import io.outrigger.spi.SiteStatistics.Snapshot;
import io.outrigger.spi.SiteStatistics.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Measurements of a site with a pod of two containers. */
final class TestSnapshots {

    static final Instant START = Instant.parse("2026-11-21T08:00:00.500Z");
    static final PodRef WEB = new PodRef("shop", "web", "u-1");

    private TestSnapshots() {}

    static Snapshot after(long seconds, long cpuNanoseconds) {
        var main = new Usage(START, cpuNanoseconds, 10_000_000);
        var sidecar = new Usage(START.plusSeconds(1), cpuNanoseconds / 2, 1_000_000);
        return snapshot(seconds, new PodUsage(WEB, Map.of("main", main, "sidecar", sidecar)));
    }

    static Snapshot snapshot(long seconds, PodUsage... pods) {
        return new Snapshot(
                START.plusSeconds(seconds),
                new Usage(START.minusSeconds(100), seconds * 1_000_000_000L, 1_234_000_000),
                List.of(pods));
    }
}
