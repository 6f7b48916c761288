// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import io.outrigger.spi.SiteStatistics.Snapshot;
import io.outrigger.spi.SiteStatistics.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * How much processor time is used per second, from two snapshots of one site. A counter that began anew in between is
 * counted from its beginning.
 */
final class Rates {

    private final Map<String, Reading> earlier;
    private final Instant before;
    private final Instant now;

    /** A counter at the earlier moment. */
    private record Reading(Instant startTime, long cpuNanoseconds) {

        /** Whether the counter has gone on from here. */
        boolean isBefore(Usage later) {
            return startTime.equals(later.startTime()) && cpuNanoseconds <= later.cpuNanoseconds();
        }
    }

    /** Without an earlier snapshot, counters are averaged since they began. */
    Rates(Snapshot earlier, Snapshot later) {
        this.earlier = readings(earlier);
        this.before = earlier.time();
        this.now = later.time();
    }

    static String key(String podUid, String container) {
        return podUid + "/" + container;
    }

    /** Nanoseconds of processor time per second; empty when the moments are one. */
    OptionalLong nanoCores(String key, Usage usage) {
        Reading reading = earlier.get(key);
        Instant since = usage.startTime();
        long used = usage.cpuNanoseconds();
        if (reading != null && before.isBefore(now) && reading.isBefore(usage)) {
            since = before;
            used -= reading.cpuNanoseconds();
        }
        long millis = Duration.between(since, now).toMillis();
        return millis <= 0
                ? OptionalLong.empty()
                : OptionalLong.of(used / millis * 1000 + used % millis * 1000 / millis);
    }

    private static Map<String, Reading> readings(Snapshot snapshot) {
        var readings = new HashMap<String, Reading>();
        readings.put("", reading(snapshot.site()));
        snapshot.pods()
                .forEach(pod -> pod.containers()
                        .forEach((name, usage) -> readings.put(key(pod.pod().uid(), name), reading(usage))));
        return readings;
    }

    private static Reading reading(Usage usage) {
        return new Reading(usage.startTime(), usage.cpuNanoseconds());
    }
}
