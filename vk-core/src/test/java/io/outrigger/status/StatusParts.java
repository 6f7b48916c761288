// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.PodWriter;
import io.outrigger.pod.Observation;
import io.outrigger.pod.ObservedPods;
import io.outrigger.pod.PodCache;
import io.outrigger.site.Sites;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets the simulation put faulty rules into the observed lane. */
public final class StatusParts {

    private StatusParts() {}

    /** What can be wrong with the rules. */
    public enum Flaw {
        /** A pod that is being deleted is called failed while it runs. */
        NO_TERMINAL_GATE,
        /** A pod that is being deleted counts as stopped before its site says so. */
        FINISHES_EARLY,
        /** A report is proof enough that a pod has stopped. */
        BELIEVES_REPORTS,
        /** Every status is written, changed or not. */
        COMPARES_WITH_NOTHING
    }

    public static StatusManager manager(
            PodCache cache,
            ObservedPods observed,
            Sites sites,
            PodWriter writer,
            Set<Flaw> flaws,
            EventRecorder events,
            Consumer<String> relist,
            Clock clock) {
        return new StatusManager(cache, observed, sites, writer, new FlawedRules(flaws), events, relist, clock);
    }

    private static final class FlawedRules extends StatusRules {

        private final Set<Flaw> flaws;

        FlawedRules(Set<Flaw> flaws) {
            super(node -> List.of("10.0.0.1"));
            this.flaws = flaws;
        }

        @Override
        PodStatus compute(Pod pod, Observation observation, Instant now) {
            if (terminating(pod) && flaws.contains(Flaw.NO_TERMINAL_GATE)) {
                return new PodStatusBuilder(super.compute(pod, observation, now))
                        .withPhase("Failed")
                        .build();
            }
            if (terminating(pod) && flaws.contains(Flaw.FINISHES_EARLY)) {
                var gone = new Observation(Observation.Presence.ABSENT, observation.pod(), null, observation.waiting());
                return super.compute(pod, gone, now);
            }
            return super.compute(pod, observation, now);
        }

        @Override
        boolean stopped(Pod pod, Observation observation) {
            return flaws.contains(Flaw.FINISHES_EARLY) || super.stopped(pod, observation);
        }

        @Override
        boolean unproven(Pod pod, PodStatus status, Observation observation, boolean confirmed) {
            boolean believes = flaws.contains(Flaw.BELIEVES_REPORTS)
                    || flaws.contains(Flaw.FINISHES_EARLY)
                    || flaws.contains(Flaw.NO_TERMINAL_GATE);
            return !believes && super.unproven(pod, status, observation, confirmed);
        }

        @Override
        boolean acknowledges(@Nullable PodStatus before, PodStatus after) {
            return !flaws.contains(Flaw.COMPARES_WITH_NOTHING) && super.acknowledges(before, after);
        }

        @Override
        boolean same(@Nullable PodStatus before, PodStatus after) {
            return !flaws.contains(Flaw.COMPARES_WITH_NOTHING) && super.same(before, after);
        }
    }
}
