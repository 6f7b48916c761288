// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The delayed keys of a {@link WorkQueue}, one time per key. Guarded by the queue's lock. */
final class Alarms<K> {

    private final TreeSet<Alarm<K>> alarms =
            new TreeSet<>(Comparator.<Alarm<K>, Instant>comparing(Alarm::due).thenComparingLong(Alarm::number));
    private long number;

    /** The place of a key in the order of time. */
    record Alarm<K>(Instant due, long number, Entry<K> entry) {}

    /** Follows a change of the entry's times. */
    void update(Entry<K> entry) {
        if (entry.alarm != null) {
            alarms.remove(entry.alarm);
            entry.alarm = null;
        }
        Instant due = entry.due();
        if (due != null) {
            entry.alarm = new Alarm<>(due, number++, entry);
            alarms.add(entry.alarm);
        }
    }

    /** Takes out a key that has fallen due, or null. */
    @Nullable
    Entry<K> ring(Instant now) {
        if (alarms.isEmpty() || alarms.first().due().isAfter(now)) {
            return null;
        }
        Entry<K> entry = alarms.first().entry();
        entry.asked = later(entry.asked, now);
        entry.again = later(entry.again, now);
        update(entry);
        return entry;
    }

    /** When the next key falls due. */
    Optional<Instant> next() {
        return alarms.isEmpty() ? Optional.empty() : Optional.of(alarms.first().due());
    }

    int size() {
        return alarms.size();
    }

    private static @Nullable Instant later(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now) ? time : null;
    }
}
