// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import org.jspecify.annotations.Nullable;

/** One version of one object. Its tree is never changed; its bytes are written once, when somebody first asks. */
public final class StoredObject {
    private final ObjectKey key;
    private final ObjectNode json;
    private final long resourceVersion;
    private byte @Nullable [] bytes;

    StoredObject(ObjectKey key, ObjectNode json, long resourceVersion) {
        this.key = key;
        this.json = json;
        this.resourceVersion = resourceVersion;
    }

    /** A version of {@code json} that carries {@code resourceVersion}; {@code json} itself is left as it is. */
    static StoredObject version(ObjectKey key, ObjectNode json, long resourceVersion) {
        ObjectNode own = Json.shallowCopy(json);
        Json.ownChild(own, "metadata").put("resourceVersion", Long.toString(resourceVersion));
        return new StoredObject(key, own, resourceVersion);
    }

    public ObjectKey key() {
        return key;
    }

    /** The object; not to be changed. */
    public ObjectNode json() {
        return json;
    }

    public long resourceVersion() {
        return resourceVersion;
    }

    public String uid() {
        return Json.text(json, "metadata", "uid");
    }

    /** Whether somebody has asked for the object's deletion. */
    public boolean deleting() {
        return json.path("metadata").hasNonNull("deletionTimestamp");
    }

    /** The object as JSON text; not to be changed. */
    public byte[] bytes() {
        byte[] written = bytes;
        if (written == null) {
            written = Json.bytes(json);
            bytes = written;
        }
        return written;
    }
}
