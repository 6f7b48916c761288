// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Outcome;
import io.outrigger.pod.EphemeralContainers.HeldBack;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts pods and keeps them up to date: resolves them, applies them, and says why that is not possible. Used by the pod
 * worker, for one pod by one thread at a time.
 */
public final class PodStart {

    /** How long a pod waits for objects that nobody has reported; their watch normally ends the wait. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /** How soon a resize for which there was no room is tried again. */
    private static final Duration RESIZE_AGAIN = Duration.ofSeconds(10);

    private final Resolver resolver;
    private final ObservedPods observed;
    private final PodProblems problems;
    private final ResizeOffer offer;
    private final PodAutonomy autonomy;
    private final Consumer<String> relist;
    private final Clock clock;

    /**
     * @param resolver makes pods complete
     * @param cache the pods that share a node
     * @param observed what is known, and where to say what was done
     * @param events where users are told
     * @param autonomy keeps pods bound to a site that is away
     * @param relist asks for a list of a site, by name; returns at once
     * @param clock tells when a token has to be renewed
     */
    public PodStart(
            Resolver resolver,
            PodCache cache,
            ObservedPods observed,
            EventRecorder events,
            PodAutonomy autonomy,
            Consumer<String> relist,
            Clock clock) {
        this.resolver = resolver;
        this.observed = observed;
        this.problems = new PodProblems(events, clock);
        this.offer = new ResizeOffer(
                new PodOffer(resolver, observed, problems),
                observed,
                (pod, site) -> NodeRoom.lacking(pod, cache.onNode(site.name()), resolver.allocatable(site)));
        this.autonomy = autonomy;
        this.relist = relist;
        this.clock = clock;
    }

    /** Makes pods complete; the resolver of the resolve package with what it needs to know of the node. */
    public interface Resolver {

        /** Resolves a pod for a site; blocks. */
        Resolution resolve(Pod pod, OpenSite site, Map<String, Integer> restarts) throws KubeException;

        /** What a site's node has for pods, by resource; a resource that is not named is not counted. */
        default Map<String, Quantity> allocatable(OpenSite site) {
            return Map.of();
        }

        /** Forgets what was kept for a pod that is gone. */
        void forget(PodRef pod);
    }

    Outcome reconcile(Pod pod, PodRef ref, Observation observation, OpenSite site)
            throws ProviderException, KubeException {
        boolean ran = PodFacts.ran(pod) || PodFacts.ran(observation.pod());
        if (ran && (observation.presence() == Presence.UNKNOWN || observed.doubted(ref))) {
            // Whether it still runs decides between keeping it and starting it again; the list will add it again.
            relist.accept(site.name());
            return Outcome.done();
        }
        boolean lost = ran && observation.presence() == Presence.ABSENT;
        boolean over = PodFacts.over(pod, observation.pod()) || lost && PodFacts.restartsNever(pod);
        if (over || observed.refusedAs(ref, spec(pod))) {
            return Outcome.done();
        }
        Optional<Refusal> lacking = site.observed().flatMap(node -> PodFeatures.lacking(pod, node));
        if (lacking.isPresent() && !ran) {
            return refused(pod, lacking.get(), site);
        }
        Map<String, Integer> restarts = PodFacts.restarts(pod, observation.pod());
        Verdict verdict = offer.offer(pod, site, restarts, Map.of());
        HeldBack heldBack = HeldBack.NONE;
        if (!(verdict instanceof Verdict.Accepted) && EphemeralContainers.in(pod)) {
            heldBack = HeldBack.by(pod, verdict);
            verdict = offer.offer(EphemeralContainers.removedFrom(pod), site, restarts, heldBack.waiting());
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            return accepted(pod, accepted, heldBack, site, lost);
        }
        return verdict instanceof Verdict.Missing missing
                ? missing(pod, missing.missing(), observation, site)
                : refused(pod, ((Verdict.Refused) verdict).refusal(), site);
    }

    /** The site is away: a pod that runs there stays bound to it. */
    Outcome away(Pod pod, Observation observation, OpenSite site) throws KubeException {
        boolean there = observation.presence() == Presence.PRESENT || PodFacts.ran(pod);
        return there ? autonomy.reconcile(pod, site.spec().autonomy()) : Outcome.done();
    }

    void forget(PodRef ref) {
        resolver.forget(ref);
        problems.forget(ref);
    }

    private Outcome accepted(Pod pod, Verdict.Accepted accepted, HeldBack heldBack, OpenSite site, boolean lost)
            throws KubeException {
        var told = new ArrayList<>(accepted.ready().problems());
        told.addAll(heldBack.problems());
        problems.tell(pod, told);
        if (lost && accepted.news()) {
            problems.lost(pod, site.name());
        }
        Outcome outcome = autonomy.reconcile(pod, site.spec().autonomy());
        if (heldBack.passing()) {
            outcome = earlier(outcome, LOOK_AGAIN);
        }
        if (offer.deferred(PodRef.of(pod))) {
            outcome = earlier(outcome, RESIZE_AGAIN);
        }
        Instant refresh = accepted.ready().refresh();
        return refresh == null ? outcome : earlier(outcome, Duration.between(clock.instant(), refresh));
    }

    private Outcome missing(Pod pod, Resolution.Missing missing, Observation observation, OpenSite site) {
        problems.tell(pod, missing.problems());
        // What runs already goes on as it is.
        if (observation.presence() != Presence.PRESENT) {
            observed.waiting(site.name(), PodRef.of(pod), missing.containers());
        }
        return Outcome.after(LOOK_AGAIN);
    }

    private Outcome refused(Pod pod, Refusal refusal, OpenSite site) {
        observed.refused(site.name(), PodRef.of(pod), refusal, spec(pod));
        problems.refused(pod, refusal);
        return Outcome.done();
    }

    private static Outcome earlier(Outcome outcome, Duration wait) {
        return Outcome.after(
                outcome.delay().filter(delay -> delay.compareTo(wait) < 0).orElse(wait));
    }

    private static int spec(Pod pod) {
        return pod.getSpec().hashCode();
    }
}
