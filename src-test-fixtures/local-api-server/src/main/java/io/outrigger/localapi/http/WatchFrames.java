// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.store.Change;
import io.outrigger.localapi.store.StoredObject;
import io.outrigger.localapi.table.Tables;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watch events as lines of JSON. All watchers of a change are told one after the other, so remembering the latest frame
 * of each form is enough to write every event once, however many watch.
 */
final class WatchFrames {
    private static final byte[] OBJECT_FIELD = "\",\"object\":".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TYPE_FIELD = "{\"type\":\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "}\n".getBytes(StandardCharsets.UTF_8);

    private record Frame(Change.Type type, StoredObject object, Buffer bytes) {}

    private final Clock clock;
    private @Nullable Frame latestObject;
    private @Nullable Frame latestTable;

    WatchFrames(Clock clock) {
        this.clock = clock;
    }

    Buffer of(Change.Type type, StoredObject object, ContentForm form, ResourceType resource) {
        Frame latest = form == ContentForm.OBJECT ? latestObject : latestTable;
        if (latest != null && latest.type() == type && latest.object() == object) {
            return latest.bytes();
        }
        byte[] body = switch (form) {
            case OBJECT -> object.bytes();
            case TABLE ->
                Json.bytes(Tables.of(resource.id())
                        .table(List.of(object.json()), Long.toString(object.resourceVersion()), clock.instant()));
        };
        Frame frame = new Frame(type, object, frame(type.name(), body));
        if (form == ContentForm.OBJECT) {
            latestObject = frame;
        } else {
            latestTable = frame;
        }
        return frame.bytes();
    }

    /** A bookmark: nothing happened up to {@code resourceVersion}. */
    Buffer bookmark(ResourceType resource, ContentForm form, long resourceVersion, boolean endsInitialEvents) {
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(resourceVersion));
        metadata.putNull("creationTimestamp");
        if (endsInitialEvents) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        ObjectNode object = Json.object().put("kind", resource.kind()).put("apiVersion", resource.apiVersion());
        object.set("metadata", metadata);
        if (form == ContentForm.TABLE) {
            object = Tables.of(resource.id()).table(List.of(object), Long.toString(resourceVersion), clock.instant());
        }
        return frame("BOOKMARK", Json.bytes(object));
    }

    Buffer error(ObjectNode status) {
        return frame("ERROR", Json.bytes(status));
    }

    private static Buffer frame(String type, byte[] body) {
        return Buffer.buffer(body.length + 40)
                .appendBytes(TYPE_FIELD)
                .appendString(type)
                .appendBytes(OBJECT_FIELD)
                .appendBytes(body)
                .appendBytes(END);
    }
}
