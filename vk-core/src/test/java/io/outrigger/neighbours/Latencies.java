// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long the pods of one round took, in nanoseconds: numbers to look at, not to fail on. */
final class Latencies {

    private final List<Long> toApply = new ArrayList<>();
    private final List<Long> toStatus = new ArrayList<>();

    void add(long bound, long applied, long running) {
        toApply.add(applied - bound);
        toStatus.add(running - applied);
    }

    /** The slowest step of all. */
    long worst() {
        return Math.max(Collections.max(toApply), Collections.max(toStatus));
    }

    @Override
    public String toString() {
        return words(toApply) + " | " + words(toStatus);
    }

    private static String words(List<Long> samples) {
        List<Long> sorted = samples.stream().sorted().toList();
        return String.format(
                "%7.1f %7.1f",
                sorted.get(sorted.size() / 2) / 1e6, sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1) / 1e6);
    }
}
