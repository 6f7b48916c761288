// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.outrigger.kube.NodeScope.Known;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node's objects have been reported to be: enough to notice deletions, not the objects. Guarded by the lock of
 * its {@link NodeScopedFeed}.
 */
final class NodeObjects<T extends HasMetadata> {

    private final String node;
    private final NodeScope<T> scope;
    private final NodeReports<T> reports;
    private final Map<String, Known> known = new HashMap<>(2);

    private @Nullable Object source;
    private @Nullable ResourceWatch<T> own;
    private boolean current;

    private boolean synced;
    private String listedAt = "";
    private @Nullable List<WatchEvent<T>> early;

    NodeObjects(String node, NodeScope<T> scope, NodeReports<T> reports) {
        this.node = node;
        this.scope = scope;
        this.reports = reports;
    }

    String node() {
        return node;
    }

    /** Whether nobody lists or watches it yet. */
    boolean unserved() {
        return source == null;
    }

    /** Whether this source is the one whose list counts. */
    boolean servedBy(@Nullable Object candidate) {
        return source != null && source.equals(candidate);
    }

    /** Begins anew with a watch of this node alone; events are kept back until its list is there. */
    void serve(Object by, ResourceWatch<T> watch) {
        source = by;
        own = watch;
    }

    /** Begins anew with a source that others share, or, with null, with none; events are kept back again. */
    void share(@Nullable Object by) {
        stopOwn();
        source = by;
        current = false;
        early = null;
    }

    /** Goes on with a shared source where the list of this node alone ended. */
    void handOver(@Nullable Object to) {
        stopOwn();
        source = to;
    }

    private void stopOwn() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    /**
     * Reports a list: what is there, and what is there no more.
     *
     * @param resourceVersion of the list
     */
    void listed(List<T> objects, String resourceVersion) {
        Set<String> seen = new HashSet<>();
        for (T object : objects) {
            seen.add(key(object.getMetadata()));
            put(object);
        }
        var gone = new ArrayList<Known>();
        known.entrySet().removeIf(entry -> !seen.contains(entry.getKey()) && gone.add(entry.getValue()));
        gone.forEach(each -> reports.removed(scope.remains().apply(each)));
        current = true;
        listedAt = resourceVersion;
        if (!synced) {
            synced = true;
            reports.synced(node);
        }
        List<WatchEvent<T>> waiting = early;
        early = null;
        if (waiting != null) {
            waiting.forEach(this::event);
        }
    }

    /** Reports an event of the watch, unless the list already said it. */
    void event(WatchEvent<T> event) {
        if (!current) {
            if (early == null) {
                early = new ArrayList<>();
            }
            early.add(event);
        } else if (event instanceof WatchEvent.Changed<T> changed) {
            if (newer(changed.object())) {
                put(changed.object());
            }
        } else if (event instanceof WatchEvent.Removed<T> removed && newer(removed.object())) {
            remove(removed.object());
        }
    }

    private void put(T object) {
        ObjectMeta metadata = object.getMetadata();
        String namespace = metadata.getNamespace() == null ? "" : metadata.getNamespace();
        Known before = known.get(key(metadata));
        if (before == null || !before.uid().equals(metadata.getUid())) {
            known.put(key(metadata), new Known(namespace, metadata.getName(), metadata.getUid(), node));
            if (before != null) {
                reports.removed(scope.remains().apply(before));
            }
        }
        reports.changed(object);
    }

    private void remove(T object) {
        Known before = known.get(key(object.getMetadata()));
        if (before != null && before.uid().equals(object.getMetadata().getUid())) {
            known.remove(key(object.getMetadata()));
            reports.removed(object);
        }
    }

    /**
     * The shared watch may be behind the list that was made for this node alone. Resource versions of one kind are
     * comparable (KEP-5504; integers in every server); if they are not, the event counts.
     */
    private boolean newer(T object) {
        try {
            return Long.parseLong(object.getMetadata().getResourceVersion()) > Long.parseLong(listedAt);
        } catch (NumberFormatException incomparable) {
            return true;
        }
    }

    private static String key(ObjectMeta metadata) {
        return metadata.getNamespace() == null
                ? metadata.getName()
                : metadata.getNamespace() + "/" + metadata.getName();
    }
}
