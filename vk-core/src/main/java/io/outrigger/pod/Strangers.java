// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The pods at one site that the API server does not know, with the time they were first seen there. One that is seen
 * again after the waiting time may be removed. Used by the relister, one pass at a time.
 */
final class Strangers {

    private final Map<PodRef, Instant> firstSeen = new HashMap<>();

    /**
     * Takes what a pass has found.
     *
     * @param found all strangers of this pass; one that is missing starts anew when it comes back
     * @param wait how long a stranger must have been one
     * @return those that may be removed
     */
    Set<PodRef> seen(Set<PodRef> found, Instant now, Duration wait) {
        firstSeen.keySet().retainAll(found);
        var removable = new HashSet<PodRef>();
        for (PodRef ref : found) {
            Instant first = firstSeen.putIfAbsent(ref, now);
            if (!now.isBefore((first == null ? now : first).plus(wait))) {
                removable.add(ref);
            }
        }
        return removable;
    }

    /** All strangers start anew. */
    void forget() {
        firstSeen.clear();
    }

    boolean none() {
        return firstSeen.isEmpty();
    }
}
