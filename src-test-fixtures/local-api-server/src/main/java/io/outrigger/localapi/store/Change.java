// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One write: what was there before, if anything, and what is there now, if anything. A removed object has a last version
 * whose resourceVersion is that of the removal.
 */
public record Change(
        long resourceVersion,
        @Nullable StoredObject before,
        @Nullable StoredObject after,
        StoredObject last) {

    /** What a watch says happened. */
    public enum Type {
        ADDED,
        MODIFIED,
        DELETED
    }

    /** A change as one watcher sees it through its selection. */
    public record Seen(Type type, StoredObject object) {}

    static Change added(StoredObject after) {
        return new Change(after.resourceVersion(), null, after, after);
    }

    static Change modified(StoredObject before, StoredObject after) {
        return new Change(after.resourceVersion(), before, after, after);
    }

    static Change removed(StoredObject before, StoredObject last) {
        return new Change(last.resourceVersion(), before, null, last);
    }

    /** How the change looks through a selection; empty when it concerns nothing that is selected. */
    public Optional<Seen> through(Selection selection) {
        boolean matchedBefore = before != null && selection.matches(before);
        boolean matchesNow = after != null && selection.matches(after);
        if (matchesNow) {
            return Optional.of(new Seen(matchedBefore ? Type.MODIFIED : Type.ADDED, last));
        }
        if (!matchedBefore || before == null) {
            return Optional.empty();
        }
        StoredObject gone = after == null ? last : StoredObject.version(before.key(), before.json(), resourceVersion);
        return Optional.of(new Seen(Type.DELETED, gone));
    }
}
