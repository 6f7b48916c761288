// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says whether a node as stored is what it should be, as far as it is ours to say. Pure. */
final class NodeDifference {

    private NodeDifference() {}

    /** Whether the status needs to be written; heartbeat times do not count. */
    static boolean ofStatus(@Nullable NodeStatus stored, NodeStatus desired) {
        return stored == null
                || !sameAmounts(stored.getCapacity(), desired.getCapacity())
                || !sameAmounts(stored.getAllocatable(), desired.getAllocatable())
                || !Objects.equals(stored.getNodeInfo(), desired.getNodeInfo())
                || !Objects.equals(stored.getDaemonEndpoints(), desired.getDaemonEndpoints())
                || !stored.getAddresses().equals(desired.getAddresses())
                || desired.getConditions().stream().anyMatch(each -> differs(stored.getConditions(), each));
    }

    /** Those of our labels or annotations that are not stored as they should be. */
    static Map<String, String> missing(@Nullable Map<String, String> stored, Map<String, String> desired) {
        Map<String, String> missing = new TreeMap<>(desired);
        if (stored != null) {
            missing.entrySet().removeIf(each -> each.getValue().equals(stored.get(each.getKey())));
        }
        return missing;
    }

    private static boolean differs(List<NodeCondition> stored, NodeCondition desired) {
        NodeCondition found = NodeConditions.find(stored, desired.getType());
        return found == null
                || !Objects.equals(found.getStatus(), desired.getStatus())
                || !Objects.equals(found.getReason(), desired.getReason())
                || !Objects.equals(found.getMessage(), desired.getMessage());
    }

    // The API server may write a quantity in another form than it was given.
    private static boolean sameAmounts(@Nullable Map<String, Quantity> stored, Map<String, Quantity> desired) {
        return stored != null
                && stored.keySet().equals(desired.keySet())
                && stored.entrySet().stream()
                        .allMatch(each -> each.getValue()
                                        .getNumericalAmount()
                                        .compareTo(Objects.requireNonNull(desired.get(each.getKey()))
                                                .getNumericalAmount())
                                == 0);
    }
}
