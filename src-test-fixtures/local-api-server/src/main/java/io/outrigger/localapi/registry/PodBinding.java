// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.StoredObject;
import java.time.Clock;

/** Assigns pods to nodes and keeps the condition PodScheduled. */
public final class PodBinding {
    private final ObjectStore store;
    private final Clock clock;

    public PodBinding(ObjectStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Assigns a pod to a node, once and for all.
     *
     * @param uid the incarnation that is meant, "" for any
     * @throws ApiFailure 404, or 409 when the pod has a node, is going, or is another incarnation
     */
    public StoredObject bind(ObjectKey pod, String uid, String node) {
        StoredObject current = store.get(pod).orElseThrow(() -> ApiFailure.notFound("", "pods", pod.name()));
        if (node.isEmpty()) {
            throw ApiFailure.badRequest("a binding must name its target node");
        }
        String assigned = Json.text(current.json(), "spec", "nodeName");
        if (!assigned.isEmpty()) {
            throw conflict(pod, "pod " + pod.name() + " is already assigned to node \"" + assigned + "\"");
        }
        if (current.deleting()) {
            throw conflict(pod, "pod " + pod.name() + " is being deleted, cannot be assigned to a host");
        }
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw conflict(
                    pod, "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + current.uid());
        }
        ObjectNode next = Json.shallowCopy(current.json());
        Json.ownChild(next, "spec").put("nodeName", node);
        setScheduled(next, "True", "", "");
        return store.replace(current, next);
    }

    /** Says in the pod's status why it has no node yet. Writes nothing when it already says so. */
    public boolean markUnschedulable(StoredObject pod, String message) {
        for (JsonNode condition : pod.json().path("status").path("conditions")) {
            if (Json.text(condition, "type").equals("PodScheduled")
                    && Json.text(condition, "message").equals(message)) {
                return false;
            }
        }
        ObjectNode next = Json.shallowCopy(pod.json());
        setScheduled(next, "False", "Unschedulable", message);
        store.replace(pod, next);
        return true;
    }

    private void setScheduled(ObjectNode pod, String status, String reason, String message) {
        ObjectNode podStatus = Json.ownChild(pod, "status");
        ArrayNode conditions = Json.array();
        ObjectNode scheduled = Json.object().put("type", "PodScheduled").put("status", status);
        scheduled.putNull("lastProbeTime");
        scheduled.put("lastTransitionTime", Metadata.now(clock));
        if (!reason.isEmpty()) {
            scheduled.put("reason", reason).put("message", message);
        }
        for (JsonNode condition : podStatus.path("conditions")) {
            if (!Json.text(condition, "type").equals("PodScheduled")) {
                conditions.add(condition);
            } else if (Json.text(condition, "status").equals(status)) {
                scheduled.set("lastTransitionTime", condition.path("lastTransitionTime"));
            }
        }
        podStatus.set("conditions", conditions.add(scheduled));
    }

    private static ApiFailure conflict(ObjectKey pod, String why) {
        return ApiFailure.conflict(GroupResource.PODS.group(), "pods/binding", pod.name(), why);
    }
}
