// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import io.outrigger.spi.SiteStatistics.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The measurement before the last one of each node, for rates; one per node. Safe from any thread. */
public final class History {

    /** Rates over less than this are noise; the kubelet measures every ten seconds. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private final Map<String, Pair> kept = new ConcurrentHashMap<>();

    /** A measurement, and the one that rates are computed from. */
    private record Pair(Snapshot earlier, Snapshot last) {}

    /** Takes a measurement and returns the one to compare it with: itself, when there is none. */
    public Snapshot earlier(String node, Snapshot now) {
        return kept.compute(node, (name, pair) -> next(pair == null ? new Pair(now, now) : pair, now))
                .earlier();
    }

    private static Pair next(Pair pair, Snapshot now) {
        boolean apart = !pair.last().time().plus(SHORTEST).isAfter(now.time());
        return new Pair(apart ? pair.last() : pair.earlier(), apart ? now : pair.last());
    }
}
