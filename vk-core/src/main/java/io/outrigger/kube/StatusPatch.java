// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Computes strategic merge patches of statuses: only what differs, and in the terms of the merge keys that the API
 * types declare: {@code conditions} are merged by type, other lists replaced. Pure.
 */
final class StatusPatch {

    private static final String TYPE = "type";
    private static final String DIRECTIVE = "$patch";

    /** Fields of a pod's status that the node agent owns and may take back. */
    private static final Set<String> POD_FIELDS = Set.of(
            "reason",
            "message",
            "podIP",
            "podIPs",
            "hostIP",
            "hostIPs",
            "containerStatuses",
            "initContainerStatuses",
            "ephemeralContainerStatuses");

    /** Conditions of pods that the node agent takes away again; the others only change. */
    private static final Set<String> POD_CONDITIONS =
            Set.of("PodResizePending", "PodResizeInProgress", "AllContainersRestarting");

    private static final Set<String> NODE_CONDITIONS =
            Set.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "SiteConnected");

    private final Json json;

    StatusPatch(Json json) {
        this.json = json;
    }

    /** The {@code status} of a patch that leads from one pod status to another. */
    ObjectNode pod(@Nullable PodStatus current, PodStatus desired) {
        ObjectNode from = tree(current);
        ObjectNode to = json.tree(desired);
        ObjectNode patch = changes(from, to, (name, before, after) -> switch (name) {
            case "conditions" -> conditions(before, after, POD_CONDITIONS::contains);
            case "podIPs", "hostIPs" -> replacing((ArrayNode) after);
            default -> after;
        });
        for (String name : POD_FIELDS) {
            if (from.has(name) && !to.has(name)) {
                patch.putNull(name);
            }
        }
        return patch;
    }

    /** The {@code status} of a patch that leads from one node status to another. */
    ObjectNode node(@Nullable NodeStatus current, NodeStatus desired) {
        return changes(tree(current), json.tree(desired), (name, before, after) -> switch (name) {
            case "conditions" -> conditions(before, after, NODE_CONDITIONS::contains);
            case "addresses" -> replacing((ArrayNode) after);
            case "capacity", "allocatable" -> difference(before, after, StatusPatch::ours);
            default -> after.isObject() ? difference(before, after, key -> true) : after;
        });
    }

    /** How one field gets from its value before, if it had one, to the one after. */
    private interface Change {
        JsonNode of(String name, @Nullable JsonNode before, JsonNode after);
    }

    private ObjectNode changes(ObjectNode from, ObjectNode to, Change change) {
        ObjectNode patch = json.object();
        for (Map.Entry<String, JsonNode> field : to.properties()) {
            JsonNode before = from.get(field.getKey());
            if (!field.getValue().equals(before)) {
                put(patch, field.getKey(), change.of(field.getKey(), before, field.getValue()));
            }
        }
        return patch;
    }

    private ObjectNode tree(@Nullable Object value) {
        return value == null ? json.object() : json.tree(value);
    }

    /** Resources with a domain may have been advertised by somebody else and stay. */
    private static boolean ours(String resource) {
        return resource.indexOf('/') < 0;
    }

    /**
     * A list that is put in place of the one that is there. Merged by key, two addresses of one type would become one,
     * and the IP of a view that is out of date would stay beside the new one, which the API server refuses.
     */
    private static ArrayNode replacing(ArrayNode addresses) {
        ArrayNode list = addresses.deepCopy();
        list.addObject().put(DIRECTIVE, "replace");
        return list;
    }

    /** The conditions that differ, and orders to delete those that are gone and may go. */
    private ArrayNode conditions(@Nullable JsonNode before, JsonNode after, Predicate<String> removable) {
        ArrayNode list = json.object().arrayNode();
        for (JsonNode entry : after) {
            JsonNode old = find(before, entry.path(TYPE).asText());
            if (entry.equals(old)) {
                continue;
            }
            ObjectNode changed = entry.deepCopy();
            if (old != null) {
                old.fieldNames().forEachRemaining(name -> nullIfAbsent(changed, name));
            }
            list.add(changed);
        }
        if (before != null) {
            for (JsonNode old : before) {
                String type = old.path(TYPE).asText();
                if (removable.test(type) && find(after, type) == null) {
                    list.addObject().put(TYPE, type).put(DIRECTIVE, "delete");
                }
            }
        }
        return list;
    }

    private static void nullIfAbsent(ObjectNode entry, String name) {
        if (!entry.has(name)) {
            entry.putNull(name);
        }
    }

    private static @Nullable JsonNode find(@Nullable JsonNode list, String type) {
        if (list == null) {
            return null;
        }
        for (JsonNode entry : list) {
            if (entry.path(TYPE).asText().equals(type)) {
                return entry;
            }
        }
        return null;
    }

    /** A merge patch between two objects. */
    private ObjectNode difference(@Nullable JsonNode before, JsonNode after, Predicate<String> removable) {
        ObjectNode patch = json.object();
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            JsonNode old = before == null ? null : before.get(field.getKey());
            JsonNode value = field.getValue();
            if (value.equals(old)) {
                continue;
            }
            patch.set(field.getKey(), value.isObject() ? difference(old, value, key -> true) : value);
        }
        if (before != null) {
            before.fieldNames().forEachRemaining(name -> {
                if (removable.test(name) && !after.has(name)) {
                    patch.putNull(name);
                }
            });
        }
        return patch;
    }

    private static void put(ObjectNode patch, String name, JsonNode value) {
        if (!value.isEmpty() || value.isValueNode()) {
            patch.set(name, value);
        }
    }
}
