// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.site.Sites;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Lets the simulation put faulty rules into the desired lane, and tests of other packages say what was observed. */
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

    public static void heard(ObservedPods observed, ObservedPod pod) {
        observed.heard(TestPods.NODE, pod);
    }

    /** A list that is asked for and answered now. */
    public static void listed(ObservedPods observed, List<ObservedPod> listed, List<PodRef> desired) {
        observed.listed(TestPods.NODE, observed.mark(), listed, desired);
    }

    public static void stopping(ObservedPods observed, PodRef pod) {
        observed.stopping(TestPods.NODE, pod);
    }

    public static void doubt(ObservedPods observed) {
        observed.doubt(TestPods.NODE);
    }

    public static void refused(ObservedPods observed, PodRef pod, Observation.Refusal refusal) {
        observed.refused(TestPods.NODE, pod, refusal, 0);
    }
}
