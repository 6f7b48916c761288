// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ready keys of a {@link WorkQueue} by group. Groups take turns, one key each, and a group that has its share of
 * workers sits out. Every operation is O(1), so 10,000 keys of one group cost the others nothing. Guarded by the queue's
 * lock.
 */
final class Turns<K> {

    private final int mostPerGroup;
    private final Map<String, Group<K>> groups = new HashMap<>();
    private final Deque<Group<K>> turns = new ArrayDeque<>();
    private int ready;

    Turns(int mostPerGroup) {
        this.mostPerGroup = mostPerGroup;
    }

    /** Puts a ready key at the end of its group. */
    void add(Entry<K> entry) {
        Group<K> group = groups.computeIfAbsent(entry.group, name -> new Group<>());
        group.keys.add(entry);
        ready++;
        queue(group);
    }

    /** Takes the next key and one of its group's workers, or null when no group has both. */
    @Nullable
    Entry<K> next() {
        Group<K> group = turns.poll();
        if (group == null) {
            return null;
        }
        group.queued = false;
        group.working++;
        ready--;
        Entry<K> entry = group.keys.remove();
        queue(group);
        return entry;
    }

    /** Gives a group's worker back. */
    void release(String name) {
        Group<K> group = groups.get(name);
        if (group == null) {
            throw new IllegalStateException("group " + name + " has no worker to give back");
        }
        group.working--;
        queue(group);
        if (group.working == 0 && group.keys.isEmpty()) {
            groups.remove(name);
        }
    }

    /** How many keys are ready, also in groups that sit out. */
    int ready() {
        return ready;
    }

    /** Whether {@link #next} would find a key. */
    boolean available() {
        return !turns.isEmpty();
    }

    private void queue(Group<K> group) {
        if (!group.queued && !group.keys.isEmpty() && group.working < mostPerGroup) {
            group.queued = true;
            turns.add(group);
        }
    }

    private static final class Group<K> {
        private final Deque<Entry<K>> keys = new ArrayDeque<>();
        private int working;
        private boolean queued;
    }
}
