// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes counters of sums over living processes: when a process ends and nobody takes its time over, the sum falls, and
 * what is told does not. Safe from any thread.
 *
 * @param <K> what is counted
 */
final class GrowingCounters<K> {

    /** What was read last and in which reading, and what was told. */
    private record Counter(long reading, long raw, long told) {}

    private final Map<K, Counter> counters = new ConcurrentHashMap<>();

    /**
     * Tells the counter after one more reading.
     *
     * @param key what is counted
     * @param reading the number of the reading; an older one than the last changes nothing
     * @param raw the sum
     * @return never less than before
     */
    long next(K key, long reading, long raw) {
        Counter now = counters.merge(
                key,
                new Counter(reading, raw, raw),
                (last, next) -> reading < last.reading
                        ? last
                        : new Counter(reading, raw, last.told + Math.max(0, raw - last.raw)));
        return now.told();
    }

    /** Forgets what is not counted any more. */
    void keep(Set<K> keys) {
        counters.keySet().retainAll(keys);
    }
}
