// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.table.TableLayout.Column;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/** Nodes as {@code kubectl get nodes} shows them. */
final class NodeRow {
    static final List<Column> COLUMNS = List.of(
            Column.text("Name"),
            Column.text("Status"),
            Column.text("Roles"),
            Column.text("Age"),
            Column.text("Version"),
            Column.wide("Internal-IP"),
            Column.wide("External-IP"),
            Column.wide("OS-Image"),
            Column.wide("Kernel-Version"),
            Column.wide("Container-Runtime"));
    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";

    private NodeRow() {}

    static void fill(ArrayNode cells, JsonNode node, Instant now) {
        JsonNode info = node.path("status").path("nodeInfo");
        cells.add(Json.text(node, "metadata", "name"));
        cells.add(state(node));
        cells.add(roles(node.path("metadata").path("labels")));
        cells.add(Age.of(node, now));
        cells.add(Json.text(info, "kubeletVersion"));
        cells.add(address(node, "InternalIP"));
        cells.add(address(node, "ExternalIP"));
        cells.add(orUnknown(Json.text(info, "osImage")));
        cells.add(orUnknown(Json.text(info, "kernelVersion")));
        cells.add(orUnknown(Json.text(info, "containerRuntimeVersion")));
    }

    private static String orUnknown(String value) {
        return value.isEmpty() ? "<unknown>" : value;
    }

    private static String state(JsonNode node) {
        String state = "Unknown";
        for (JsonNode condition : node.path("status").path("conditions")) {
            if (Json.text(condition, "type").equals("Ready")) {
                state = Json.text(condition, "status").equals("True") ? "Ready" : "NotReady";
            }
        }
        return node.path("spec").path("unschedulable").asBoolean() ? state + ",SchedulingDisabled" : state;
    }

    private static String roles(JsonNode labels) {
        TreeSet<String> roles = new TreeSet<>();
        labels.fieldNames().forEachRemaining(label -> {
            if (label.startsWith(ROLE_PREFIX) && label.length() > ROLE_PREFIX.length()) {
                roles.add(label.substring(ROLE_PREFIX.length()));
            }
        });
        return roles.isEmpty() ? "<none>" : String.join(",", roles);
    }

    private static String address(JsonNode node, String type) {
        for (JsonNode address : node.path("status").path("addresses")) {
            if (Json.text(address, "type").equals(type)) {
                return Json.text(address, "address");
            }
        }
        return "<none>";
    }
}
