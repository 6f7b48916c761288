// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.site.Sites;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Lets the simulation put faulty rules into the desired lane. */
public final class PodParts {

    private PodParts() {}

    public static PodCache cache(BiPredicate<Pod, Pod> newer) {
        return new PodCache(newer);
    }

    public static Relister relister(
            PodCache cache,
            ObservedPods observed,
            Sites sites,
            Consumer<PodRef> worker,
            RemovalGuard guard,
            Clock clock,
            Duration apart,
            boolean limited,
            boolean fenced) {
        var limit = new RemovalLimit(apart, limited ? 0.3 : 1, 3);
        LongSupplier mark = fenced ? observed::mark : () -> Long.MAX_VALUE;
        return new Relister(cache, observed, sites, worker, guard, clock, limit, mark);
    }
}
