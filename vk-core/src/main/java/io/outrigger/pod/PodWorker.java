// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Outcome;
import io.outrigger.loop.Reconciler;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The one reconcile function of the desired lane: tells a site what should become of one pod. Called by its lane, for
 * one pod by one thread at a time; blocks as long as the site does.
 *
 * <p>Keys of a site that cannot be reached are dropped once the pod is bound to it for as long as it should be: when the
 * site is back, all its pods are added again.
 */
public final class PodWorker implements Reconciler<PodRef> {

    /** How long after the end of its grace a pod that has not been seen to stop is told to stop again. */
    private static final Duration STOP_AGAIN = Duration.ofSeconds(5);

    private final PodCache cache;
    private final ObservedPods observed;
    private final Sites sites;
    private final PodStart start;
    private final Consumer<String> relist;
    private final Clock clock;

    /**
     * @param cache what is desired
     * @param observed what is known, and where to say what was done
     * @param sites whom to tell
     * @param start starts pods
     * @param relist asks for a list of a site, by name; returns at once
     * @param clock tells what is left of a grace period
     */
    public PodWorker(
            PodCache cache, ObservedPods observed, Sites sites, PodStart start, Consumer<String> relist, Clock clock) {
        this.cache = cache;
        this.observed = observed;
        this.sites = sites;
        this.start = start;
        this.relist = relist;
        this.clock = clock;
    }

    @Override
    public Outcome reconcile(PodRef ref) throws ProviderException, KubeException {
        Optional<OpenSite> site = cache.nodeOf(ref).flatMap(sites::get);
        if (site.isEmpty()) {
            return Outcome.done();
        }
        Optional<Pod> pod = cache.get(ref);
        if (!site.get().reachable()) {
            return pod.isEmpty() ? Outcome.done() : away(pod.get(), ref, site.get());
        }
        try {
            return pod.isEmpty() ? forget(ref, site.get()) : keep(pod.get(), ref, site.get());
        } catch (ProviderException failure) {
            if (failure.kind() == ProviderException.Kind.UNREACHABLE) {
                return pod.isEmpty() ? Outcome.done() : away(pod.get(), ref, site.get());
            }
            throw failure;
        }
    }

    /** Nothing can be asked of the site, but the cluster is told to leave what runs there alone. */
    private Outcome away(Pod pod, PodRef ref, OpenSite site) throws KubeException {
        boolean over = PodFacts.terminating(pod) || PodFacts.terminal(pod);
        return over ? Outcome.done() : start.away(pod, observed.of(ref), site);
    }

    private Outcome keep(Pod pod, PodRef ref, OpenSite site) throws ProviderException, KubeException {
        Instant now = clock.instant();
        if (PodFacts.terminating(pod)) {
            return stop(ref, site, PodFacts.remainingGrace(pod, now));
        }
        Observation observation = observed.of(ref);
        boolean runs = observation.pod() != null && observation.pod().running();
        if (PodFacts.terminal(pod)) {
            // Somebody else ended it, as an eviction does; a pod that has ended must not go on running.
            return runs ? stop(ref, site, PodFacts.ownGrace(pod)) : Outcome.done();
        }
        Optional<Instant> deadline = PodFacts.deadline(pod);
        if (deadline.isPresent() && !now.isBefore(deadline.get())) {
            return stop(ref, site, PodFacts.ownGrace(pod));
        }
        if (cache.predecessorLeft(ref)) {
            // Added again when the predecessor has been removed.
            return Outcome.done();
        }
        return earlier(start.reconcile(pod, ref, observation, site), deadline, now);
    }

    /** The API server does not have the pod: whatever runs of it is killed, and the site forgets it. */
    private Outcome forget(PodRef ref, OpenSite site) throws ProviderException {
        delete(ref, site, Duration.ZERO);
        observed.forget(ref);
        start.forget(ref);
        cache.settled(ref);
        return Outcome.done();
    }

    private Outcome stop(PodRef ref, OpenSite site, Duration grace) throws ProviderException {
        if (observed.confirmed(ref) && stopped(observed.of(ref))) {
            return Outcome.done();
        }
        boolean again = observed.stopping(ref);
        delete(ref, site, grace);
        observed.stopping(site.name(), ref);
        if (again || observed.of(ref).presence() != Observation.Presence.PRESENT) {
            // The report of the end was lost, or there is none because the site never had the pod.
            relist.accept(site.name());
        }
        return Outcome.after(grace.plus(STOP_AGAIN));
    }

    private void delete(PodRef ref, OpenSite site, Duration grace) throws ProviderException {
        observed.calling(site.name(), ref, false);
        try {
            site.delete(ref, grace);
        } finally {
            observed.called(site.name(), ref);
        }
    }

    private static boolean stopped(Observation observation) {
        return observation.presence() == Observation.Presence.ABSENT
                || observation.pod() != null && !observation.pod().running();
    }

    private static Outcome earlier(Outcome outcome, Optional<Instant> deadline, Instant now) {
        if (deadline.isEmpty()) {
            return outcome;
        }
        Duration left = Duration.between(now, deadline.get());
        return Outcome.after(
                outcome.delay().filter(delay -> delay.compareTo(left) < 0).orElse(left));
    }
}
