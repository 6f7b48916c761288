// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.outrigger.localapi.json.Json;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of a protobuf message, field by field. Go writes fields of value types even when they are empty, so empty
 * texts, lists and messages are left out, and zeros too, except where a pointer makes zero a statement.
 */
final class MessageJson {

    /** Messages whose fields stand in the parent's JSON, because Go embeds them. */
    private static final Set<String> EMBEDDED = Set.of(
            "volumeSource", "localObjectReference", "handler", "ephemeralContainerCommon", "persistentVolumeSource");

    private static final Set<String> ZERO_COUNTS = Set.of(
            "gracePeriodSeconds",
            "terminationGracePeriodSeconds",
            "deletionGracePeriodSeconds",
            "tolerationSeconds",
            "runAsUser",
            "runAsGroup",
            "fsGroup",
            "exitCode",
            "priority");

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private MessageJson() {}

    static ObjectNode of(Message message) {
        ObjectNode object = Json.object();
        message.getAllFields().forEach((field, value) -> {
            JsonNode json = field.isRepeated() ? repeated(field, (List<?>) value) : single(field, value);
            if (json == null) {
                return;
            }
            if (EMBEDDED.contains(field.getName()) && json instanceof ObjectNode embedded) {
                object.setAll(embedded);
                return;
            }
            object.set(field.getName(), json);
        });
        return object;
    }

    private static @Nullable JsonNode repeated(FieldDescriptor field, List<?> values) {
        if (values.isEmpty()) {
            return null;
        }
        if (field.isMapField()) {
            ObjectNode map = Json.object();
            for (Object value : values) {
                var entry = (MapEntry<?, ?>) value;
                map.set(String.valueOf(entry.getKey()), value(entry.getValue()));
            }
            return map;
        }
        ArrayNode list = Json.array();
        values.forEach(value -> list.add(value(value)));
        return list;
    }

    private static @Nullable JsonNode single(FieldDescriptor field, Object value) {
        JsonNode json = value(value);
        boolean empty = json.isNull()
                || (json.isTextual() && json.textValue().isEmpty())
                || (json.isObject() && json.isEmpty() && !field.getName().equals("emptyDir"))
                || (json.isNumber() && json.longValue() == 0 && !ZERO_COUNTS.contains(field.getName()));
        return empty ? null : json;
    }

    private static JsonNode value(Object value) {
        if (value instanceof String text) {
            return NODES.textNode(text);
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        if (value instanceof Integer number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number);
        }
        if (value instanceof Double number) {
            return NODES.numberNode(number);
        }
        if (value instanceof ByteString bytes) {
            return NODES.textNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
        }
        if (value instanceof Message message) {
            return message(message);
        }
        throw new IllegalArgumentException("a protobuf value of " + value.getClass() + " has no JSON here");
    }

    /** The JSON of a message, in the short form that Kubernetes gives some of them. */
    private static JsonNode message(Message message) {
        if (message instanceof Meta.Time time) {
            return Moments.seconds(time.getSeconds());
        }
        if (message instanceof Meta.MicroTime time) {
            return Moments.micros(time.getSeconds(), time.getNanos());
        }
        if (message instanceof Resource.Quantity quantity) {
            return NODES.textNode(quantity.getString());
        }
        if (message instanceof IntStr.IntOrString either) {
            return either.getType() == 0 ? NODES.numberNode(either.getIntVal()) : NODES.textNode(either.getStrVal());
        }
        return of(message);
    }
}
