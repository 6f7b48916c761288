// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One line of a watch. */
sealed interface WatchEvent<T extends HasMetadata> {

    /** An object was added or modified. */
    record Changed<T extends HasMetadata>(T object) implements WatchEvent<T> {}

    /** An object was deleted; this is its last state. */
    record Removed<T extends HasMetadata>(T object) implements WatchEvent<T> {}

    /** Everything up to a resource version has been sent. */
    record Bookmark<T extends HasMetadata>(String resourceVersion) implements WatchEvent<T> {}

    /** The watch cannot go on. */
    record Failed<T extends HasMetadata>(Status status) implements WatchEvent<T> {}

    /**
     * Reads a line.
     *
     * @throws IOException when it is not an event; something was lost then
     */
    static <T extends HasMetadata> WatchEvent<T> parse(byte[] line, Class<T> type, Json json) throws IOException {
        String kind = null;
        JsonNode early = null;
        try (JsonParser parser = json.parser(line, 0, line.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a watch event is not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("type")) {
                    kind = parser.getText();
                } else if (name.equals("object") && isObject(kind)) {
                    return of(kind, parser.readValueAs(type));
                } else if (name.equals("object")) {
                    early = parser.readValueAsTree();
                } else {
                    parser.skipChildren();
                }
            }
        }
        if (kind == null || early == null) {
            throw new IOException("a watch event lacks type or object");
        }
        return switch (kind) {
            case "BOOKMARK" ->
                new Bookmark<>(early.path("metadata").path("resourceVersion").asText());
            case "ERROR" -> new Failed<>(json.convert(early, Status.class));
            default -> of(kind, json.convert(early, type));
        };
    }

    private static boolean isObject(@Nullable String kind) {
        return kind != null && !kind.equals("BOOKMARK") && !kind.equals("ERROR");
    }

    private static <T extends HasMetadata> WatchEvent<T> of(@Nullable String kind, T object) throws IOException {
        if (object.getMetadata() == null) {
            throw new IOException("a watch event's object has no metadata");
        }
        return switch (String.valueOf(kind)) {
            case "ADDED", "MODIFIED" -> new Changed<>(object);
            case "DELETED" -> new Removed<>(object);
            default -> throw new IOException("a watch event has the unknown type " + kind);
        };
    }
}
