// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** ConfigMaps and Secrets: stringData becomes data, and nothing changes once {@code immutable} is set. */
final class DataRules implements KindRules {
    @Override
    public void defaults(ObjectNode object) {
        if (!Json.text(object, "kind").equals("Secret")) {
            return;
        }
        Json.defaultText(object, "type", "Opaque");
        JsonNode texts = object.remove("stringData");
        if (texts == null || texts.isEmpty()) {
            return;
        }
        ObjectNode data = Json.ownChild(object, "data");
        for (Map.Entry<String, JsonNode> text : texts.properties()) {
            byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
            data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
        }
    }

    @Override
    public List<ApiFailure.Cause> validateUpdate(ObjectNode before, ObjectNode after) {
        if (!before.path("immutable").asBoolean()) {
            return List.of();
        }
        for (String field : List.of("immutable", "data", "binaryData")) {
            if (!before.path(field).equals(after.path(field))) {
                return List.of(new ApiFailure.Cause(
                        "FieldValueForbidden", field, "Forbidden: field is immutable when `immutable` is set"));
            }
        }
        return List.of();
    }
}
