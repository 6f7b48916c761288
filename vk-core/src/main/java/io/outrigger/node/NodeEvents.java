// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.EventRecorder.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells users what became of a node: one Event per change, with the kubelet's reasons where it has one. */
final class NodeEvents {

    private final EventRecorder recorder;

    NodeEvents(EventRecorder recorder) {
        this.recorder = recorder;
    }

    /** The node was registered. */
    void starting(String node) {
        recorder.node(node, Type.NORMAL, "Starting", "Starting virtual kubelet.");
    }

    /** Another program keeps the node, and this one, whose site does not answer, leaves it alone. */
    void keptElsewhere(String node, String problem) {
        recorder.node(
                node,
                Type.WARNING,
                "KeptByAnotherProgram",
                "A second program is configured for this node and leaves it alone: " + problem);
    }

    /**
     * The status was written.
     *
     * @param before the status until now, or null for a new node
     * @param after the status from now on
     */
    void changed(String node, @Nullable NodeStatus before, NodeStatus after) {
        List<NodeCondition> old = before == null ? List.of() : before.getConditions();
        siteConnected(node, find(old, NodeConditions.SITE_CONNECTED), find(after, NodeConditions.SITE_CONNECTED));
        ready(node, find(old, NodeConditions.READY), find(after, NodeConditions.READY));
    }

    private void siteConnected(String node, @Nullable NodeCondition before, @Nullable NodeCondition after) {
        if (same(before, after) || after == null) {
            return;
        }
        if ("True".equals(after.getStatus())) {
            if (before != null) {
                recorder.node(node, Type.NORMAL, NodeConditions.SITE_CONNECTED, "The site answers again.");
            }
        } else {
            recorder.node(
                    node,
                    Type.WARNING,
                    NodeConditions.SITE_DISCONNECTED,
                    after.getMessage() + ". Pods keep running there.");
        }
    }

    private void ready(String node, @Nullable NodeCondition before, @Nullable NodeCondition after) {
        if (same(before, after) || after == null) {
            return;
        }
        String reason = "True".equals(after.getStatus()) ? "NodeReady" : "NodeNotReady";
        recorder.node(node, Type.NORMAL, reason, "Node " + node + " status is now: " + reason);
    }

    private static boolean same(@Nullable NodeCondition before, @Nullable NodeCondition after) {
        return before != null && after != null && after.getStatus().equals(before.getStatus());
    }

    private static @Nullable NodeCondition find(NodeStatus status, String type) {
        return find(status.getConditions(), type);
    }

    private static @Nullable NodeCondition find(List<NodeCondition> conditions, String type) {
        return NodeConditions.find(conditions, type);
    }
}
