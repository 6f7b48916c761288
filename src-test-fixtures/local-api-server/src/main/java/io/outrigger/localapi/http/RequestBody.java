// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.protobuf.ProtobufObjects;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a request with its media type. */
record RequestBody(String mediaType, byte[] bytes) {
    private static final ObjectMapper YAML = new YAMLMapper();

    static RequestBody of(@Nullable String contentType, Buffer body) {
        String mediaType = contentType == null ? "" : contentType.split(";")[0].trim();
        return new RequestBody(mediaType.toLowerCase(Locale.ROOT), body.getBytes());
    }

    /**
     * The document in the body, missing when the body is empty.
     *
     * @throws ApiFailure 400 when it cannot be parsed, 415 for CBOR
     */
    JsonNode read() {
        if (bytes.length == 0) {
            return MissingNode.getInstance();
        }
        if (mediaType.equals("application/cbor")) {
            throw ApiFailure.unsupportedMediaType("this server reads JSON, YAML and protobuf, not " + mediaType
                    + "; send the object with Content-Type application/json");
        }
        try {
            if (mediaType.equals("application/vnd.kubernetes.protobuf")) {
                return ProtobufObjects.read(bytes);
            }
            return mediaType.endsWith("yaml") ? YAML.readTree(bytes) : Json.parse(bytes);
        } catch (IOException e) {
            throw ApiFailure.badRequest("the body cannot be read as " + mediaType + ": " + e.getMessage());
        }
    }

    /** The object in the body. */
    ObjectNode readObject() {
        if (read() instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the body must hold one object");
    }
}
