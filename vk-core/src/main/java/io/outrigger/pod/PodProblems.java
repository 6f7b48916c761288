// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.EventRecorder.Type;
import io.outrigger.resolve.Resolution.Problem;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells users what keeps a pod from running, once per change. Used by the pod lane from its worker threads. */
final class PodProblems {

    /** A site may have no room for a moment, which nobody needs to know. */
    private static final Duration MOMENT = Duration.ofSeconds(10);

    private final EventRecorder events;
    private final Clock clock;
    private final Map<PodRef, Set<Problem>> told = new ConcurrentHashMap<>();
    private final Map<PodRef, Instant> busySince = new ConcurrentHashMap<>();

    PodProblems(EventRecorder events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Tells those problems of a pod that were not there the last time. */
    void tell(Pod pod, List<Problem> problems) {
        busySince.remove(PodRef.of(pod));
        tellNews(pod, problems);
    }

    private void tellNews(Pod pod, List<Problem> problems) {
        PodRef ref = PodRef.of(pod);
        Set<Problem> before = problems.isEmpty() ? told.remove(ref) : told.put(ref, Set.copyOf(problems));
        for (Problem problem : problems) {
            if (before == null || !before.contains(problem)) {
                events.pod(pod, Type.WARNING, problem.reason(), problem.message(), problem.container());
            }
        }
    }

    void refused(Pod pod, Observation.Refusal refusal) {
        tell(pod, List.of(new Problem(refusal.reason(), refusal.message(), null)));
    }

    /** The site failed to take the pod, through no fault of the pod's; it is tried again. */
    void failed(Pod pod, ProviderException failure) {
        tell(pod, List.of(problem(failure)));
    }

    /** The site has no room for the pod, for example because its disk is full; it is tried again. */
    void busy(Pod pod, ProviderException failure) {
        Instant now = clock.instant();
        Instant since = busySince.computeIfAbsent(PodRef.of(pod), first -> now);
        if (Duration.between(since, now).compareTo(MOMENT) >= 0) {
            tellNews(pod, List.of(problem(failure)));
        }
    }

    private static Problem problem(ProviderException failure) {
        return new Problem("ProviderFailed", String.valueOf(failure.getMessage()), null);
    }

    void lost(Pod pod, String site) {
        String message = "Site " + site + " no longer knew this pod, which had started; it is started there again";
        events.pod(pod, Type.WARNING, "PodLost", message, null);
    }

    void forget(PodRef ref) {
        told.remove(ref);
        busySince.remove(ref);
    }
}
