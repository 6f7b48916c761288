// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Outcome;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts pods and keeps them up to date: resolves them, applies them, and says why that is not possible. Used by the pod
 * worker, for one pod by one thread at a time.
 */
public final class PodStart {

    /** How long a pod waits for objects that nobody has reported; their watch normally ends the wait. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Resolver resolver;
    private final ObservedPods observed;
    private final PodProblems problems;
    private final PodAutonomy autonomy;
    private final Consumer<String> relist;
    private final Clock clock;

    /**
     * @param resolver makes pods complete
     * @param observed what is known, and where to say what was done
     * @param events where users are told
     * @param autonomy keeps pods bound to a site that is away
     * @param relist asks for a list of a site, by name; returns at once
     * @param clock tells when a token has to be renewed
     */
    public PodStart(
            Resolver resolver,
            ObservedPods observed,
            EventRecorder events,
            PodAutonomy autonomy,
            Consumer<String> relist,
            Clock clock) {
        this.resolver = resolver;
        this.observed = observed;
        this.problems = new PodProblems(events);
        this.autonomy = autonomy;
        this.relist = relist;
        this.clock = clock;
    }

    /** Makes pods complete; the resolver of the resolve package with what it needs to know of the node. */
    public interface Resolver {

        /** Resolves a pod for a site; blocks. */
        Resolution resolve(Pod pod, OpenSite site, Map<String, Integer> restarts) throws KubeException;

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
        Map<String, Integer> restarts = PodFacts.restarts(pod, observation.pod());
        Resolution resolution = resolver.resolve(pod, site, restarts);
        if (resolution instanceof Resolution.Ready ready) {
            problems.tell(pod, ready.problems());
            return apply(pod, ready, site, lost);
        }
        if (resolution instanceof Resolution.Missing missing) {
            problems.tell(pod, missing.problems());
            // What runs already goes on as it is.
            if (observation.presence() != Presence.PRESENT) {
                observed.waiting(site.name(), ref, missing.containers());
            }
            return Outcome.after(LOOK_AGAIN);
        }
        var refused = (Resolution.Refused) resolution;
        return refuse(pod, site, new Refusal(refused.reason(), refused.message()));
    }

    void forget(PodRef ref) {
        resolver.forget(ref);
        problems.forget(ref);
    }

    private Outcome apply(Pod pod, Resolution.Ready ready, OpenSite site, boolean lost)
            throws ProviderException, KubeException {
        DesiredPod desired = ready.pod();
        if (!observed.has(desired.ref(), desired.hash())) {
            try {
                call(desired, site);
            } catch (ProviderException failure) {
                return switch (failure.kind()) {
                    case INVALID_POD, UNSUPPORTED ->
                        refuse(pod, site, new Refusal("ProviderRefused", String.valueOf(failure.getMessage())));
                    case UNREACHABLE, BUSY -> throw failure;
                    case INTERNAL, NOT_FOUND, INVALID_CONFIG -> {
                        problems.failed(pod, failure);
                        throw failure;
                    }
                };
            }
            if (lost) {
                problems.lost(pod, site.name());
            }
        }
        Outcome outcome = autonomy.reconcile(pod, site.spec().autonomy());
        return earlier(outcome, ready.refresh());
    }

    private void call(DesiredPod desired, OpenSite site) throws ProviderException {
        observed.calling(site.name(), desired.ref(), true);
        try {
            site.apply(desired);
            observed.applied(site.name(), desired.ref(), desired.hash());
        } finally {
            observed.called(site.name(), desired.ref());
        }
    }

    private Outcome refuse(Pod pod, OpenSite site, Refusal refusal) {
        observed.refused(site.name(), PodRef.of(pod), refusal, spec(pod));
        problems.refused(pod, refusal);
        return Outcome.done();
    }

    private Outcome earlier(Outcome outcome, @Nullable Instant refresh) {
        if (refresh == null) {
            return outcome;
        }
        Duration left = Duration.between(clock.instant(), refresh);
        return Outcome.after(
                outcome.delay().filter(delay -> delay.compareTo(left) < 0).orElse(left));
    }

    private static int spec(Pod pod) {
        return pod.getSpec().hashCode();
    }
}
