// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Kubernetes objects as JSON. Leaves out {@code managedFields} when reading, which are a fifth of a pod's memory and of
 * no use here. Safe from any thread.
 */
final class Json {

    private final ObjectMapper mapper = new ObjectMapper();
    private final KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);

    Json() {
        mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
    }

    /** What the Kubernetes client is to use, so that there is one mapper with one cache. */
    KubernetesSerialization serialization() {
        return serialization;
    }

    /** An empty object, to be filled. */
    ObjectNode object() {
        return mapper.createObjectNode();
    }

    /** What is no list. */
    ObjectNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    ArrayNode array(List<?> values) {
        return mapper.valueToTree(values);
    }

    JsonParser parser(byte[] text, int offset, int length) throws IOException {
        return mapper.createParser(text, offset, length);
    }

    <T> T read(byte[] text, Class<T> type) throws IOException {
        return mapper.readValue(text, type);
    }

    <T> T convert(JsonNode tree, Class<T> type) throws JsonProcessingException {
        return mapper.treeToValue(tree, type);
    }

    String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), impossible);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @JsonIgnoreProperties("managedFields")
    private abstract static class WithoutManagedFields {}
}
