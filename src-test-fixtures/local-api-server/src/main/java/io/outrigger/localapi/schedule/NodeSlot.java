// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import java.util.Comparator;

/** A node and what is taken of it. */
final class NodeSlot {
    /** The node with the fewest pods first. */
    static final Comparator<NodeSlot> LEAST_PODS_FIRST =
            Comparator.comparingLong((NodeSlot slot) -> slot.pods).thenComparing(slot -> slot.facts.name());

    NodeFacts facts;
    long pods;
    private long milliCpu;
    private long memoryBytes;

    NodeSlot(NodeFacts facts) {
        this.facts = facts;
    }

    void take(PodDemand demand) {
        pods++;
        milliCpu += demand.milliCpu();
        memoryBytes += demand.memoryBytes();
    }

    void release(PodDemand demand) {
        pods--;
        milliCpu -= demand.milliCpu();
        memoryBytes -= demand.memoryBytes();
    }

    boolean hasPodLeft() {
        return pods < facts.pods();
    }

    boolean hasCpuFor(PodDemand demand) {
        return demand.milliCpu() == 0 || milliCpu + demand.milliCpu() <= facts.milliCpu();
    }

    boolean hasMemoryFor(PodDemand demand) {
        return demand.memoryBytes() == 0 || memoryBytes + demand.memoryBytes() <= facts.memoryBytes();
    }
}
