// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Percentiles of durations. Immutable. */
final class Percentiles {

    private final long[] sorted;

    Percentiles(List<Duration> samples) {
        sorted = samples.stream().mapToLong(Duration::toNanos).toArray();
        Arrays.sort(sorted);
    }

    /**
     * A percentile by nearest rank.
     *
     * @param percent 0 to 100
     * @return in milliseconds, with one digit
     */
    String millis(double percent) {
        return sorted.length == 0 ? "-" : String.format("%.1f ms", seconds(percent) * 1e3);
    }

    /** The same in seconds; there must be samples. */
    double seconds(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e9;
    }
}
