// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.lang.management.ManagementFactory;

/** The heap of this process. */
final class Heap {

    private Heap() {}

    /** Bytes that are in use after collecting what is not. */
    static long used() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 4; round++) {
            least = Math.min(least, collected());
            Thread.sleep(250);
        }
        return least;
    }

    /** Bytes that are in use after one collection; what becomes garbage meanwhile counts. */
    static long collected() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static String kilobytes(long bytes) {
        return String.format("%.1f KB", bytes / 1000.0);
    }
}
