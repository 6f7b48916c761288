// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import io.outrigger.localapi.json.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All objects of one resource, sorted, with an index by node, the latest changes and the watchers. */
final class ResourceCollection {
    private final TreeMap<String, StoredObject> objects = new TreeMap<>();
    private final Map<String, SortedMap<String, StoredObject>> byNode = new HashMap<>();
    private final Deque<Change> history = new ArrayDeque<>();
    private final Watchers watchers = new Watchers();
    private final int historyLimit;
    private long forgottenUpTo;

    ResourceCollection(int historyLimit) {
        this.historyLimit = historyLimit;
    }

    Optional<StoredObject> get(ObjectKey key) {
        return Optional.ofNullable(objects.get(key.path()));
    }

    int size() {
        return objects.size();
    }

    List<StoredObject> list(Selection selection) {
        List<StoredObject> found = new ArrayList<>();
        for (StoredObject candidate : candidates(selection)) {
            if (selection.matches(candidate)) {
                found.add(candidate);
            }
        }
        return found;
    }

    private Collection<StoredObject> candidates(Selection selection) {
        Optional<String> name = selection.fields().required("metadata.name");
        if (name.isPresent() && !selection.namespace().isEmpty()) {
            StoredObject only = objects.get(selection.namespace() + "/" + name.get());
            return only == null ? List.of() : List.of(only);
        }
        Optional<String> node = selection.fields().required(Watchers.NODE_FIELD).filter(value -> !value.isEmpty());
        SortedMap<String, StoredObject> scope =
                node.isPresent() ? byNode.getOrDefault(node.get(), new TreeMap<>()) : objects;
        return selection.namespace().isEmpty()
                ? scope.values()
                : ofNamespace(scope, selection.namespace()).values();
    }

    boolean isEmpty(String namespace) {
        return ofNamespace(objects, namespace).isEmpty();
    }

    private static SortedMap<String, StoredObject> ofNamespace(
            SortedMap<String, StoredObject> scope, String namespace) {
        // '0' is the character after '/', so this is every key that starts with "namespace/".
        return scope.subMap(namespace + "/", namespace + "0");
    }

    void record(Change change) {
        index(change);
        history.addLast(change);
        if (history.size() > historyLimit) {
            forgottenUpTo = history.removeFirst().resourceVersion();
        }
        watchers.tell(change);
    }

    private void index(Change change) {
        String path = change.last().key().path();
        StoredObject before = change.before();
        if (before != null) {
            String node = nodeOf(before);
            SortedMap<String, StoredObject> onNode = node.isEmpty() ? null : byNode.get(node);
            if (onNode != null) {
                onNode.remove(path);
                if (onNode.isEmpty()) {
                    byNode.remove(node);
                }
            }
        }
        StoredObject after = change.after();
        if (after == null) {
            objects.remove(path);
        } else {
            objects.put(path, after);
            String node = nodeOf(after);
            if (!node.isEmpty()) {
                byNode.computeIfAbsent(node, unused -> new TreeMap<>()).put(path, after);
            }
        }
    }

    static String nodeOf(StoredObject object) {
        return Json.text(object.json(), "spec", "nodeName");
    }

    /** Changes after {@code resourceVersion}, or empty when some of them are forgotten. */
    Optional<List<Change>> since(long resourceVersion) {
        if (resourceVersion < forgottenUpTo) {
            return Optional.empty();
        }
        List<Change> changes = new ArrayList<>();
        for (var newestFirst = history.descendingIterator(); newestFirst.hasNext(); ) {
            Change change = newestFirst.next();
            if (change.resourceVersion() <= resourceVersion) {
                break;
            }
            changes.add(change);
        }
        Collections.reverse(changes);
        return Optional.of(changes);
    }

    long forgottenUpTo() {
        return forgottenUpTo;
    }

    Watchers watchers() {
        return watchers;
    }
}
