// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.time.Duration;

/** How results are written. */
final class Results {

    private Results() {}

    static Table table() {
        return new Table("what", "measured", "bare client", "ratio");
    }

    /** A duration beside its floor. */
    static void row(Table table, String what, Duration measured, Duration floor) {
        table.row(
                what,
                seconds(measured),
                seconds(floor),
                String.format("%.1f x", (double) measured.toNanos() / Math.max(1, floor.toNanos())));
    }

    private static String seconds(Duration duration) {
        return String.format("%.2f s", duration.toNanos() / 1e9);
    }
}
