// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of a {@link WorkQueue} that are worked on. Those that have been for a while wait for somebody else, perhaps for
 * ever, and do not count among the workers. Guarded by the queue's lock.
 */
final class Busy<K> {

    static final Duration HANGS = Duration.ofMillis(250);

    private final int most;
    private final Map<K, Instant> begun = new LinkedHashMap<>();
    private final Map<K, Instant> hanging = new LinkedHashMap<>();

    /** {@code most} keys may be worked on beside those that hang. */
    Busy(int most) {
        this.most = most;
    }

    void begin(K key, Instant now) {
        begun.put(key, now);
    }

    void end(K key) {
        begun.remove(key);
        hanging.remove(key);
    }

    /** Whether one more may be worked on. */
    boolean room(Instant now) {
        while (begun.size() >= most) {
            var oldest = begun.entrySet().iterator().next();
            if (now.isBefore(oldest.getValue().plus(HANGS))) {
                return false;
            }
            hanging.put(oldest.getKey(), oldest.getValue());
            begun.remove(oldest.getKey());
        }
        return true;
    }

    /** When there is room at the latest, or empty when there is. */
    Optional<Instant> roomAt() {
        return begun.size() < most
                ? Optional.empty()
                : Optional.of(begun.values().iterator().next().plus(HANGS));
    }

    /** How many of those that hang had to be replaced. */
    int hanging() {
        return hanging.size();
    }
}
