// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** All nodes, least filled first, and which pod takes what of which node. Kept up to date change by change. */
final class NodeSlots {
    private record Placement(String node, PodDemand demand) {}

    private final Map<String, NodeSlot> byName = new HashMap<>();
    private final TreeSet<NodeSlot> byFilling = new TreeSet<>(NodeSlot.LEAST_PODS_FIRST);
    private final Map<String, Placement> placements = new HashMap<>();

    Iterable<NodeSlot> leastFilledFirst() {
        return byFilling;
    }

    /** Says whether the node is new or has changed in a way that matters here. */
    boolean put(NodeFacts facts) {
        NodeSlot slot = byName.get(facts.name());
        if (slot != null && slot.facts.equals(facts)) {
            return false;
        }
        if (slot == null) {
            NodeSlot added = new NodeSlot(facts);
            // Pods may be bound to a node before it exists.
            placements.values().stream()
                    .filter(placement -> placement.node().equals(facts.name()))
                    .forEach(placement -> added.take(placement.demand()));
            byName.put(facts.name(), added);
            byFilling.add(added);
        } else {
            slot.facts = facts;
        }
        return true;
    }

    void remove(String node) {
        Optional.ofNullable(byName.remove(node)).ifPresent(byFilling::remove);
    }

    /** Notes that a pod is on a node; noting it again changes nothing. */
    void place(String podUid, String node, PodDemand demand) {
        if (placements.putIfAbsent(podUid, new Placement(node, demand)) != null) {
            return;
        }
        NodeSlot slot = byName.get(node);
        if (slot != null) {
            byFilling.remove(slot);
            slot.take(demand);
            byFilling.add(slot);
        }
    }

    /** Notes that a pod is gone or has ended; says whether it held a place. */
    boolean release(String podUid) {
        Placement placement = placements.remove(podUid);
        if (placement == null) {
            return false;
        }
        NodeSlot slot = byName.get(placement.node());
        if (slot != null) {
            byFilling.remove(slot);
            slot.release(placement.demand());
            byFilling.add(slot);
        }
        return true;
    }

    int count() {
        return byName.size();
    }
}
