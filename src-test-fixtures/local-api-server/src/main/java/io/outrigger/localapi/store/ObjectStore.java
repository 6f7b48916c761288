// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * All objects, and what happened to them lately. One resourceVersion counts every write of any kind. Only one thread, the
 * server's event loop, may call it; watchers are told during the write, in order, on that thread.
 */
public final class ObjectStore {
    private final Map<GroupResource, ResourceCollection> collections = new HashMap<>();
    private final int historyLimit;
    private long resourceVersion = 1;

    /** A store that remembers the latest {@code historyLimit} changes of each resource. */
    public ObjectStore(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    /** The version of the latest write. */
    public long resourceVersion() {
        return resourceVersion;
    }

    /** The object as it is now. */
    public Optional<StoredObject> get(ObjectKey key) {
        return collection(key.resource()).get(key);
    }

    /** The selected objects, by namespace and name. */
    public List<StoredObject> list(Selection selection) {
        return collection(selection.resource()).list(selection);
    }

    /** How many objects a resource has. */
    public int count(GroupResource resource) {
        return collection(resource).size();
    }

    /** Whether a namespace has no object of this resource. */
    public boolean isEmpty(GroupResource resource, String namespace) {
        return collection(resource).isEmpty(namespace);
    }

    /** What a write would give, without writing it: for dry runs. */
    public StoredObject preview(ObjectKey key, ObjectNode json) {
        return new StoredObject(key, json, resourceVersion);
    }

    /** Adds an object whose key must be free. */
    public StoredObject add(ObjectKey key, ObjectNode json) {
        StoredObject added = StoredObject.version(key, json, ++resourceVersion);
        collection(key.resource()).record(Change.added(added));
        return added;
    }

    /** Replaces an object; writes nothing, and returns the old version, when nothing differs. */
    public StoredObject replace(StoredObject current, ObjectNode json) {
        if (current.json().equals(json)) {
            return current;
        }
        StoredObject replaced = StoredObject.version(current.key(), json, ++resourceVersion);
        collection(current.key().resource()).record(Change.modified(current, replaced));
        return replaced;
    }

    /** Removes an object and returns its last version. */
    public StoredObject remove(StoredObject current) {
        StoredObject last = StoredObject.version(current.key(), current.json(), ++resourceVersion);
        collection(current.key().resource()).record(Change.removed(current, last));
        return last;
    }

    /**
     * Tells {@code sink} every change after {@code since} and all that follow.
     *
     * @return ends the watch when run; running it twice does no harm
     * @throws ApiFailure 410 when the changes after {@code since} are not all known
     */
    public Runnable watch(Selection selection, long since, Consumer<Change.Seen> sink) {
        ResourceCollection collection = collection(selection.resource());
        if (since > resourceVersion) {
            throw ApiFailure.expired("too old resource version: " + since
                    + " was not given out by this server, whose latest is " + resourceVersion);
        }
        List<Change> missed = collection
                .since(since)
                .orElseThrow(() -> ApiFailure.expired(
                        "too old resource version: " + since + " (" + collection.forgottenUpTo() + ")"));
        Watchers.Watcher watcher = new Watchers.Watcher(selection, sink);
        missed.forEach(watcher::tell);
        collection.watchers().add(watcher);
        return () -> collection.watchers().remove(watcher);
    }

    /** Tells {@code sink} every change from now on. */
    public Runnable watch(Selection selection, Consumer<Change.Seen> sink) {
        return watch(selection, resourceVersion, sink);
    }

    private ResourceCollection collection(GroupResource resource) {
        return collections.computeIfAbsent(resource, unused -> new ResourceCollection(historyLimit));
    }
}
