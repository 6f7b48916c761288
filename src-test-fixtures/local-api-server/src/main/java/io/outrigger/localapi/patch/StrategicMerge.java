// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Strategic merge patch: objects merge field by field, lists with a merge key merge element by element, all else is
 * replaced; {@code $patch}, {@code $retainKeys}, {@code $setElementOrder/x} and {@code $deleteFromPrimitiveList/x} direct
 * the merge. Follows apimachinery's {@code strategicpatch}. Neither argument is changed; untouched parts are shared.
 */
final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String ELEMENT_ORDER = "$setElementOrder/";
    private static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

    private StrategicMerge() {}

    static ObjectNode apply(ObjectNode original, ObjectNode patch) {
        return mergeObject(original, patch, "");
    }

    private static ObjectNode mergeObject(ObjectNode original, ObjectNode patch, String path) {
        String directive = Json.text(patch, DIRECTIVE);
        if (directive.equals("delete")) {
            return Json.object();
        }
        if (directive.equals("replace")) {
            return withoutDirectives(patch);
        }
        ObjectNode merged = Json.shallowCopy(original);
        retainKeys(merged, patch);
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (!field.getKey().startsWith("$")) {
                mergeField(merged, field.getKey(), field.getValue(), path.isEmpty() ? "" : path + ".");
            }
        }
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            directList(merged, field.getKey(), field.getValue(), path.isEmpty() ? "" : path + ".");
        }
        return merged;
    }

    private static void mergeField(ObjectNode merged, String name, JsonNode value, String prefix) {
        if (value.isNull()) {
            merged.remove(name);
            return;
        }
        JsonNode present = merged.get(name);
        String path = prefix + name;
        if (value instanceof ObjectNode object) {
            if (Json.text(object, DIRECTIVE).equals("delete")) {
                merged.remove(name);
                return;
            }
            ObjectNode base = present instanceof ObjectNode presentObject ? presentObject : Json.object();
            merged.set(name, mergeObject(base, object, path));
        } else if (value instanceof ArrayNode list) {
            ArrayNode base = present instanceof ArrayNode presentList ? presentList : Json.array();
            merged.set(name, mergeList(base, list, path));
        } else {
            merged.set(name, value);
        }
    }

    private static ArrayNode mergeList(ArrayNode original, ArrayNode patch, String path) {
        if (MergeKeys.mergesPrimitives(path)) {
            Set<JsonNode> union = new LinkedHashSet<>();
            original.forEach(union::add);
            patch.forEach(union::add);
            return Json.array().addAll(union);
        }
        return MergeKeys.of(path)
                .map(key -> mergeKeyedList(original, patch, key, path))
                .orElseGet(() -> plainList(patch));
    }

    private static ArrayNode mergeKeyedList(ArrayNode original, ArrayNode patch, String key, String path) {
        for (JsonNode element : patch) {
            if (Json.text(element, DIRECTIVE).equals("replace") && !element.has(key)) {
                return plainList(patch);
            }
        }
        List<JsonNode> merged = new ArrayList<>();
        original.forEach(merged::add);
        for (JsonNode element : patch) {
            if (!(element instanceof ObjectNode change) || !change.hasNonNull(key)) {
                throw ApiFailure.badRequest("patch of " + path + ": element without its merge key \"" + key + "\"");
            }
            mergeElement(merged, change, key, path);
        }
        return Json.array().addAll(merged);
    }

    private static void mergeElement(List<JsonNode> merged, ObjectNode change, String key, String path) {
        boolean delete = Json.text(change, DIRECTIVE).equals("delete");
        if (delete) {
            merged.removeIf(present -> present.path(key).equals(change.get(key)));
            return;
        }
        for (int i = 0; i < merged.size(); i++) {
            if (merged.get(i) instanceof ObjectNode present && present.path(key).equals(change.get(key))) {
                merged.set(i, mergeObject(present, change, path));
                return;
            }
        }
        merged.add(mergeObject(Json.object(), change, path));
    }

    private static void retainKeys(ObjectNode merged, ObjectNode patch) {
        if (patch.get(RETAIN_KEYS) instanceof ArrayNode keys) {
            List<String> retained = new ArrayList<>();
            keys.forEach(retainedKey -> retained.add(retainedKey.asText()));
            merged.retain(retained);
        }
    }

    private static void directList(ObjectNode merged, String field, JsonNode value, String prefix) {
        if (field.startsWith(DELETE_PRIMITIVES)) {
            String name = field.substring(DELETE_PRIMITIVES.length());
            if (merged.get(name) instanceof ArrayNode present) {
                ArrayNode kept = Json.array();
                present.forEach(element -> {
                    if (!contains(value, element)) {
                        kept.add(element);
                    }
                });
                merged.set(name, kept);
            }
        } else if (field.startsWith(ELEMENT_ORDER)) {
            String name = field.substring(ELEMENT_ORDER.length());
            if (merged.get(name) instanceof ArrayNode present) {
                merged.set(
                        name,
                        ordered(present, value, MergeKeys.of(prefix + name).orElse("")));
            }
        }
    }

    /** The elements named by {@code order} in that order; elements it does not name stay behind their predecessor. */
    private static ArrayNode ordered(ArrayNode present, JsonNode order, String key) {
        List<JsonNode> named = new ArrayList<>();
        for (JsonNode wanted : order) {
            for (JsonNode element : present) {
                if (identity(element, key).equals(identity(wanted, key))) {
                    named.add(element);
                }
            }
        }
        List<JsonNode> result = new ArrayList<>(named);
        JsonNode previous = null;
        for (JsonNode element : present) {
            if (!containsSame(named, element)) {
                result.add(previous == null ? 0 : result.indexOf(previous) + 1, element);
            }
            previous = element;
        }
        return Json.array().addAll(result);
    }

    private static JsonNode identity(JsonNode element, String key) {
        return key.isEmpty() ? element : element.path(key);
    }

    private static boolean contains(JsonNode list, JsonNode wanted) {
        for (JsonNode element : list) {
            if (element.equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings("ReferenceEquality") // two equal elements of a list are still two
    private static boolean containsSame(List<JsonNode> list, JsonNode wanted) {
        return list.stream().anyMatch(element -> element == wanted);
    }

    private static ArrayNode plainList(ArrayNode patch) {
        ArrayNode plain = Json.array();
        for (JsonNode element : patch) {
            if (!(element instanceof ObjectNode object)) {
                plain.add(element);
            } else if (!object.has(DIRECTIVE)) {
                plain.add(withoutDirectives(object));
            }
        }
        return plain;
    }

    private static ObjectNode withoutDirectives(ObjectNode patch) {
        ObjectNode plain = Json.object();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            if (!field.getKey().startsWith("$") && !field.getValue().isNull()) {
                plain.set(field.getKey(), withoutDirectives(field.getValue()));
            }
        }
        return plain;
    }

    private static JsonNode withoutDirectives(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return withoutDirectives(object);
        }
        return value instanceof ArrayNode list ? plainList(list) : value;
    }
}
