// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.fge.jsonpatch.JsonPatch;
import com.github.fge.jsonpatch.JsonPatchException;
import com.github.fge.jsonpatch.mergepatch.JsonMergePatch;
import io.outrigger.localapi.failure.ApiFailure;
import java.io.IOException;

/** A change to an object as a client sent it, read once and applied to whatever the object is by then. */
public sealed interface Patch {
    /**
     * The changed object; the argument is left as it is.
     *
     * @throws ApiFailure 422 when a JSON patch does not fit, 400 when the patch itself is malformed
     */
    ObjectNode apply(ObjectNode original);

    /**
     * Reads a patch of one of the content types that PATCH accepts.
     *
     * @throws ApiFailure 415 for any other content type, 400 when the body does not fit the type
     */
    static Patch read(String contentType, JsonNode body) {
        return switch (contentType) {
            case "application/strategic-merge-patch+json" -> new Strategic(requireObject(body));
            case "application/merge-patch+json" -> new Merge(requireObject(body));
            case "application/json-patch+json" -> new Operations(body);
            case "application/apply-patch+yaml", "application/apply-patch+cbor" ->
                throw ApiFailure.unsupportedMediaType(
                        "server-side apply is not served here; use client-side apply (kubectl apply without --server-side)");
            default ->
                throw ApiFailure.unsupportedMediaType(
                        "the body of the request was in an unknown format - accepted media types"
                                + " include: application/json-patch+json, application/merge-patch+json,"
                                + " application/strategic-merge-patch+json");
        };
    }

    private static ObjectNode requireObject(JsonNode body) {
        if (body instanceof ObjectNode object) {
            return object;
        }
        throw ApiFailure.badRequest("the patch must be a JSON object");
    }

    /** A strategic merge patch. */
    record Strategic(ObjectNode patch) implements Patch {
        @Override
        public ObjectNode apply(ObjectNode original) {
            return StrategicMerge.apply(original, patch);
        }
    }

    /** A JSON merge patch, RFC 7386. */
    record Merge(ObjectNode patch) implements Patch {
        @Override
        public ObjectNode apply(ObjectNode original) {
            try {
                return requireObject(JsonMergePatch.fromJson(patch).apply(original));
            } catch (JsonPatchException e) {
                throw ApiFailure.badRequest("the merge patch does not apply: " + e.getMessage());
            }
        }
    }

    /** A JSON patch, RFC 6902. */
    record Operations(JsonNode operations) implements Patch {
        @Override
        public ObjectNode apply(ObjectNode original) {
            JsonPatch patch;
            try {
                patch = JsonPatch.fromJson(operations);
            } catch (IOException e) {
                throw ApiFailure.badRequest("the JSON patch cannot be read: " + e.getMessage());
            }
            try {
                return requireObject(patch.apply(original));
            } catch (JsonPatchException e) {
                throw ApiFailure.of(
                        422,
                        "Invalid",
                        "the server rejected our request due to an error in our request: " + e.getMessage());
            }
        }
    }
}
