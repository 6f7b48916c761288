// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Nodes keep the status they are created with; allocatable follows capacity; providerID is set once. */
final class NodeRules implements KindRules {
    @Override
    public void defaults(ObjectNode object) {
        Json.child(object, "spec");
        ObjectNode status = Json.child(object, "status");
        if (status.has("capacity") && !status.has("allocatable")) {
            status.set("allocatable", status.get("capacity").deepCopy());
        }
    }

    @Override
    public List<ApiFailure.Cause> validate(ObjectNode object) {
        List<ApiFailure.Cause> causes = new ArrayList<>();
        for (Map.Entry<String, JsonNode> capacity :
                Json.at(object, "status", "capacity").properties()) {
            if (!Quantity.isValid(capacity.getValue().asText())) {
                causes.add(ApiFailure.Cause.invalid(
                        "status.capacity." + capacity.getKey(),
                        "Invalid value: \"" + capacity.getValue().asText() + "\": not a quantity"));
            }
        }
        return causes;
    }

    @Override
    public List<ApiFailure.Cause> validateUpdate(ObjectNode before, ObjectNode after) {
        String set = Json.text(before, "spec", "providerID");
        if (set.isEmpty() || set.equals(Json.text(after, "spec", "providerID"))) {
            return List.of();
        }
        return List.of(new ApiFailure.Cause(
                "FieldValueForbidden",
                "spec.providerID",
                "Forbidden: node updates may not change providerID except from \"\" to valid"));
    }
}
