// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.loop.Outcome;
import io.outrigger.loop.Reconciler;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Compares what a site lists with what is desired and adds every difference to the desired lane, because any report may
 * be lost. The one reconcile function of its lane, keyed by site; one site's list never waits for another's.
 *
 * <p>Nothing is removed on a guess: a pod that the API server does not know goes only if the cache is complete, after
 * two passes a minute apart, and never many at once without an operator's word.
 */
public final class Relister implements Reconciler<String> {

    private static final Duration PERIOD = Duration.ofMinutes(1);
    /** When to ask again if pods were being worked on while the site was listed, so that the list did not count. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Duration SECOND_PASS = Duration.ofSeconds(1);

    private final PodCache cache;
    private final ObservedPods observed;
    private final Sites sites;
    private final Consumer<PodRef> worker;
    private final RemovalGuard guard;
    private final RemovalLimit limit;
    private final LongSupplier mark;
    private final Clock clock;
    private final Map<String, Strangers> strangers = new ConcurrentHashMap<>();

    /**
     * @param cache what is desired
     * @param observed where to say what a site listed
     * @param sites whom to ask
     * @param worker adds a pod to the desired lane; returns at once
     * @param guard withholds removals
     * @param clock tells how long a pod has been unknown
     */
    public Relister(
            PodCache cache,
            ObservedPods observed,
            Sites sites,
            Consumer<PodRef> worker,
            RemovalGuard guard,
            Clock clock) {
        this(cache, observed, sites, worker, guard, clock, RemovalLimit.standard(), observed::mark);
    }

    Relister(
            PodCache cache,
            ObservedPods observed,
            Sites sites,
            Consumer<PodRef> worker,
            RemovalGuard guard,
            Clock clock,
            RemovalLimit limit,
            LongSupplier mark) {
        this.cache = cache;
        this.observed = observed;
        this.sites = sites;
        this.worker = worker;
        this.guard = guard;
        this.clock = clock;
        this.limit = limit;
        this.mark = mark;
    }

    @Override
    public Outcome reconcile(String name) throws ProviderException {
        Optional<OpenSite> site = sites.get(name);
        if (site.isEmpty()) {
            forget(name);
            return Outcome.done();
        }
        if (!site.get().reachable()) {
            // Added again when the site is back.
            return Outcome.done();
        }
        long asked = mark.getAsLong();
        List<ObservedPod> listed;
        try {
            listed = site.get().list();
        } catch (ProviderException failure) {
            if (failure.kind() == ProviderException.Kind.UNREACHABLE) {
                return Outcome.done();
            }
            throw failure;
        }
        boolean settled = compare(name, asked, listed);
        if (!settled) {
            return Outcome.after(SOON);
        }
        return Outcome.after(strangersAt(name).none() ? PERIOD : limit.apart().plus(SECOND_PASS));
    }

    /** Forgets a site that was closed. */
    void forget(String name) {
        strangers.remove(name);
        guard.forget(name);
    }

    private boolean compare(String site, long asked, List<ObservedPod> listed) {
        List<PodRef> desired = cache.onNode(site).stream().map(PodRef::of).toList();
        listed.stream().filter(this::shouldNotRun).map(ObservedPod::ref).forEach(worker);
        ObservedPods.Listing listing = observed.listed(site, asked, listed, desired);
        listing.moved().forEach(worker);
        List<PodRef> departed = cache.departed(site);
        departed.forEach(worker);

        Set<PodRef> unknown = listed.stream().map(ObservedPod::ref).collect(Collectors.toCollection(HashSet::new));
        desired.forEach(unknown::remove);
        departed.forEach(unknown::remove);
        // The feed may have brought one of them while the site was listed.
        unknown.removeIf(ref -> cache.nodeOf(ref).isPresent());
        if (cache.complete(site)) {
            remove(site, unknown, listed.size());
        }
        return listing.skipped() == 0;
    }

    private void remove(String site, Set<PodRef> unknown, int all) {
        // All unknown pods count, also those not due yet: a mistake may show itself bit by bit.
        if (!limit.allows(unknown.size(), all) && !guard.allowed(site, unknown.size())) {
            guard.withhold(site, unknown.size(), all);
            // A mistake may also go bit by bit; the few that are left last are not due at once.
            strangersAt(site).forget();
            return;
        }
        Set<PodRef> removable = strangersAt(site).seen(unknown, clock.instant(), limit.apart());
        guard.release(site);
        for (PodRef ref : removable) {
            guard.removing(site, ref);
            cache.depart(ref, site);
            worker.accept(ref);
        }
    }

    private boolean shouldNotRun(ObservedPod pod) {
        return pod.running()
                && cache.get(pod.ref())
                        .filter(desired -> PodFacts.terminating(desired) || PodFacts.terminal(desired))
                        .isPresent();
    }

    private Strangers strangersAt(String site) {
        return strangers.computeIfAbsent(site, name -> new Strangers());
    }
}
