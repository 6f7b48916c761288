// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;

/**
 * Reading and copying of JSON trees. A tree that has been stored is never changed again; whoever wants a variant takes
 * {@link #shallowCopy} of the nodes on the way to the change and shares the rest.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Json() {}

    /** A new, empty object. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** A new, empty array. */
    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /** An array of the given texts. */
    public static ArrayNode array(List<String> texts) {
        ArrayNode array = NODES.arrayNode(texts.size());
        texts.forEach(array::add);
        return array;
    }

    /** A new object with the same fields; the values are shared. */
    public static ObjectNode shallowCopy(ObjectNode source) {
        return NODES.objectNode().setAll(source);
    }

    /** The text at the path below {@code node}; numbers and booleans as text; "" when there is nothing. */
    public static String text(JsonNode node, String... path) {
        JsonNode value = at(node, path);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    /** The node at the path, a missing node when there is nothing. */
    public static JsonNode at(JsonNode node, String... path) {
        JsonNode current = node;
        for (String field : path) {
            current = current.path(field);
        }
        return current;
    }

    /** The object in {@code field}, a new one put there when there is none. Only for trees that are not stored yet. */
    public static ObjectNode child(ObjectNode parent, String field) {
        if (parent.get(field) instanceof ObjectNode present) {
            return present;
        }
        return parent.putObject(field);
    }

    /** Replaces the object in {@code field} by a shallow copy (or a new object) and returns that. */
    public static ObjectNode ownChild(ObjectNode parent, String field) {
        ObjectNode own = parent.get(field) instanceof ObjectNode present ? shallowCopy(present) : object();
        parent.set(field, own);
        return own;
    }

    /** Puts {@code value} in {@code field} unless something other than null is there. */
    public static void defaultText(ObjectNode parent, String field, String value) {
        if (!parent.hasNonNull(field)) {
            parent.put(field, value);
        }
    }

    /** Parses one JSON document; the caller turns the exception into an answer. */
    public static JsonNode parse(byte[] bytes) throws IOException {
        return MAPPER.readTree(bytes);
    }

    /** The tree as UTF-8 bytes. */
    public static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree could not be written", impossible);
        }
    }
}
