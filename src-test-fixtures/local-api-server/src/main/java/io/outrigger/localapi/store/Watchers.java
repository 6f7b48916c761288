// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watchers of one collection. Those that ask for one node or one name are found by it, so that a change costs the
 * watchers it concerns and not all of them.
 */
final class Watchers {
    static final String NODE_FIELD = "spec.nodeName";
    private static final String NAME_FIELD = "metadata.name";

    /** One watch that is under way. */
    record Watcher(Selection selection, Consumer<Change.Seen> sink) {
        // Identity, not value: two equal watches are two watches.
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }

        void tell(Change change) {
            change.through(selection).ifPresent(sink);
        }
    }

    private final Set<Watcher> ofEverything = new LinkedHashSet<>();
    private final Map<String, Set<Watcher>> byNode = new HashMap<>();
    private final Map<String, Set<Watcher>> byName = new HashMap<>();

    void add(Watcher watcher) {
        FieldSelector fields = watcher.selection().fields();
        fields.required(NAME_FIELD)
                .map(name -> byName.computeIfAbsent(name, unused -> new LinkedHashSet<>()))
                .or(() -> fields.required(NODE_FIELD)
                        .map(node -> byNode.computeIfAbsent(node, unused -> new LinkedHashSet<>())))
                .orElse(ofEverything)
                .add(watcher);
    }

    void remove(Watcher watcher) {
        FieldSelector fields = watcher.selection().fields();
        ofEverything.remove(watcher);
        fields.required(NAME_FIELD).ifPresent(name -> removeFrom(byName, name, watcher));
        fields.required(NODE_FIELD).ifPresent(node -> removeFrom(byNode, node, watcher));
    }

    private static void removeFrom(Map<String, Set<Watcher>> index, String value, Watcher watcher) {
        Set<Watcher> watchers = index.get(value);
        if (watchers != null && watchers.remove(watcher) && watchers.isEmpty()) {
            index.remove(value);
        }
    }

    void tell(Change change) {
        tell(ofEverything, change);
        tell(byName.get(change.last().key().name()), change);
        String now = ResourceCollection.nodeOf(change.last());
        tell(byNode.get(now), change);
        StoredObject before = change.before();
        if (before != null && !ResourceCollection.nodeOf(before).equals(now)) {
            tell(byNode.get(ResourceCollection.nodeOf(before)), change);
        }
    }

    private static void tell(@Nullable Set<Watcher> watchers, Change change) {
        if (watchers == null || watchers.isEmpty()) {
            return;
        }
        // A copy: a watcher may end itself, or another, while it is told.
        for (Watcher watcher : List.copyOf(watchers)) {
            watcher.tell(change);
        }
    }
}
