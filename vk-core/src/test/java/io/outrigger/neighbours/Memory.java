// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

/** How much of the heap is in use. */
final class Memory {

    private Memory() {}

    /** Bytes that are left after a collection. */
    static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
