// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.Quantity;

/** What the scheduler needs to know of a node; two equal facts schedule alike. */
record NodeFacts(
        String name,
        JsonNode labels,
        JsonNode taints,
        boolean ready,
        boolean unschedulable,
        long milliCpu,
        long memoryBytes,
        long pods) {

    static NodeFacts of(JsonNode node) {
        JsonNode allocatable = Json.at(node, "status", "allocatable");
        boolean ready = false;
        for (JsonNode condition : Json.at(node, "status", "conditions")) {
            ready |= Json.text(condition, "type").equals("Ready")
                    && Json.text(condition, "status").equals("True");
        }
        return new NodeFacts(
                Json.text(node, "metadata", "name"),
                Json.at(node, "metadata", "labels"),
                Json.at(node, "spec", "taints"),
                ready && !node.path("metadata").hasNonNull("deletionTimestamp"),
                Json.at(node, "spec", "unschedulable").asBoolean(),
                Quantity.thousandths(Json.text(allocatable, "cpu")),
                Quantity.whole(Json.text(allocatable, "memory")),
                Quantity.whole(Json.text(allocatable, "pods")));
    }
}
