// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.json.Json;
import java.util.Map;

/** {@code nodeSelector} and the required part of {@code nodeAffinity}; preferences are not weighed. */
final class NodeAffinity {
    private NodeAffinity() {}

    static boolean matches(JsonNode podSpec, NodeFacts node) {
        for (Map.Entry<String, JsonNode> wanted : podSpec.path("nodeSelector").properties()) {
            if (!wanted.getValue().equals(node.labels().get(wanted.getKey()))) {
                return false;
            }
        }
        JsonNode terms = Json.at(
                podSpec,
                "affinity",
                "nodeAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution",
                "nodeSelectorTerms");
        return terms.isEmpty() || anyTermMatches(terms, node);
    }

    private static boolean anyTermMatches(JsonNode terms, NodeFacts node) {
        JsonNode fields = Json.object().put("metadata.name", node.name());
        for (JsonNode term : terms) {
            JsonNode expressions = term.path("matchExpressions");
            JsonNode fieldExpressions = term.path("matchFields");
            boolean empty = expressions.isEmpty() && fieldExpressions.isEmpty();
            if (!empty && all(expressions, node.labels()) && all(fieldExpressions, fields)) {
                return true;
            }
        }
        return false;
    }

    private static boolean all(JsonNode expressions, JsonNode values) {
        for (JsonNode expression : expressions) {
            if (!holds(expression, values)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(JsonNode expression, JsonNode values) {
        String key = Json.text(expression, "key");
        boolean present = values.has(key);
        String value = Json.text(values, key);
        return switch (Json.text(expression, "operator")) {
            case "In" -> present && contains(expression.path("values"), value);
            case "NotIn" -> !present || !contains(expression.path("values"), value);
            case "Exists" -> present;
            case "DoesNotExist" -> !present;
            case "Gt" ->
                present && compare(value, Json.text(expression.path("values").path(0))) > 0;
            case "Lt" ->
                present && compare(value, Json.text(expression.path("values").path(0))) < 0;
            default -> false;
        };
    }

    private static boolean contains(JsonNode values, String wanted) {
        for (JsonNode value : values) {
            if (value.asText().equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** Compares whole numbers; 0, which satisfies neither side, when one is none. */
    private static int compare(String value, String bound) {
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(bound));
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
