// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a {@link WorkQueue} remembers of one key. Guarded by the queue's lock. */
final class Entry<K> {

    final K key;

    /** The group it waits or works in; decided whenever it becomes ready. */
    String group = "";

    boolean ready;
    boolean working;
    /** Added while it was worked on. */
    boolean dirty;

    int failures;
    Instant readySince = Instant.EPOCH;

    /** When somebody asked for it to be added. */
    @Nullable
    Instant asked;

    /** When its last outcome or failure wants it again. */
    @Nullable
    Instant again;

    /** Its place in {@link Alarms}. */
    Alarms.@Nullable Alarm<K> alarm;

    Entry(K key) {
        this.key = key;
    }

    /** The earlier of both times, or null. */
    @Nullable
    Instant due() {
        if (asked == null) {
            return again;
        }
        return again == null || asked.isBefore(again) ? asked : again;
    }

    boolean idle() {
        return !ready && !working && failures == 0 && due() == null;
    }
}
