// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.util.HashMap;
import java.util.Map;

/** Counts the streams that are open, so that one node or one tireless caller cannot take all threads. Thread-safe. */
final class StreamSlots {

    private final String what;
    private final int perNode;
    private final int total;
    private final Map<String, Integer> taken = new HashMap<>();
    private int sum;

    /** @param what names in messages what is counted, in the plural */
    StreamSlots(String what, int perNode, int total) {
        this.what = what;
        this.perNode = perNode;
        this.total = total;
    }

    /** Takes a slot that {@link #release} gives back. */
    synchronized void take(String node) throws HttpRefusal {
        int ofNode = taken.getOrDefault(node, 0);
        if (ofNode >= perNode) {
            throw new HttpRefusal(429, "node \"" + node + "\" has " + perNode + " " + what + " open already; end one");
        }
        if (sum >= total) {
            throw new HttpRefusal(429, "this kubelet endpoint has " + total + " " + what + " open already; end one");
        }
        taken.put(node, ofNode + 1);
        sum++;
    }

    synchronized void release(String node) {
        taken.computeIfPresent(node, (name, count) -> count > 1 ? count - 1 : null);
        sum--;
    }
}
