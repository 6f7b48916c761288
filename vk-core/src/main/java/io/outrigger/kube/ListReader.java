// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Lists objects page by page. Reads are consistent (no resourceVersion is named), objects that are not wanted are
 * dropped while reading. Used by {@link ResourceWatch} on its list threads; blocks.
 */
final class ListReader {

    private static final int PAGE = 500;

    private final ApiServer api;

    ListReader(ApiServer api) {
        this.api = api;
    }

    /** What a list says. */
    record Listed<T>(List<T> objects, String resourceVersion) {}

    <T extends HasMetadata> Listed<T> list(WatchTarget<T> target, Predicate<T> wanted) throws KubeException {
        String what = "listing " + target.name();
        List<T> objects = new ArrayList<>();
        String next = "";
        while (true) {
            String query = target.query("limit=" + PAGE);
            String path =
                    next.isEmpty() ? query : query + "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
            byte[] body = api.send(ApiRequest.get(path, what));
            JsonNode metadata;
            try {
                metadata = page(body, target.type(), wanted, objects);
            } catch (IOException broken) {
                throw new KubeException(0, "", what + ": the answer is not a list or is cut off", null, broken);
            }
            next = metadata.path("continue").asText("");
            if (next.isEmpty()) {
                return new Listed<>(objects, metadata.path("resourceVersion").asText(""));
            }
        }
    }

    private <T extends HasMetadata> JsonNode page(byte[] body, Class<T> type, Predicate<T> wanted, List<T> objects)
            throws IOException {
        JsonNode metadata = null;
        try (JsonParser parser = api.json().parser(body, 0, body.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a list is not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("metadata")) {
                    metadata = parser.readValueAsTree();
                } else if (name.equals("items") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        T object = parser.readValueAs(type);
                        if (wanted.test(object)) {
                            objects.add(object);
                        }
                    }
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || metadata == null) {
                throw new IOException("a list ends early or has no metadata");
            }
        }
        return metadata;
    }
}
