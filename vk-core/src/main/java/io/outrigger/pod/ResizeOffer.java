// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.KubeException;
import io.outrigger.pod.Observation.PendingResize;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Offers pods with the resources their site has accepted as long as those that they ask for cannot be had: a pod that
 * nobody can resize gets its files and its image all the same. Used by the pod lane; blocks as long as a site does.
 */
final class ResizeOffer {

    private static final String DEFERRED = "Deferred";
    private static final String INFEASIBLE = "Infeasible";

    private final PodOffer offer;
    private final ObservedPods observed;
    private final BiFunction<Pod, OpenSite, Optional<String>> lacking;

    /**
     * @param offer gives a pod to its site
     * @param observed what the site has accepted, and where to say what has to wait
     * @param lacking what a node lacks for a pod, in the kubelet's words
     */
    ResizeOffer(PodOffer offer, ObservedPods observed, BiFunction<Pod, OpenSite, Optional<String>> lacking) {
        this.offer = offer;
        this.observed = observed;
        this.lacking = lacking;
    }

    /** As {@link PodOffer#offer}. */
    Verdict offer(Pod pod, OpenSite site, Map<String, Integer> restarts, Map<String, Waiting> heldBack)
            throws ProviderException, KubeException {
        PodRef ref = PodRef.of(pod);
        Observation known = observed.of(ref);
        ObservedPod seen = known.pod();
        if (seen == null || known.presence() != Presence.PRESENT || !Resize.wanted(pod, seen)) {
            observed.resizing(site.name(), ref, null);
            return offer.offer(pod, site, restarts, heldBack);
        }
        PendingResize pending = pending(pod, known.resize(), site);
        if (pending == null) {
            Verdict verdict = offer.offer(pod, site, restarts, heldBack);
            if (!(verdict instanceof Verdict.Refused refused)) {
                observed.resizing(site.name(), ref, null);
                return verdict;
            }
            pending = new PendingResize(INFEASIBLE, refused.refusal().message(), generation(pod));
        }
        Verdict verdict = offer.offer(Resize.undone(pod, seen), site, restarts, heldBack);
        observed.resizing(site.name(), ref, verdict instanceof Verdict.Refused ? null : pending);
        return verdict;
    }

    /** Whether what a pod asks for may be had later although nobody changes it. */
    boolean deferred(PodRef ref) {
        PendingResize pending = observed.of(ref).resize();
        return pending != null && DEFERRED.equals(pending.reason());
    }

    /** What a site has refused it refuses until the spec changes. */
    private @Nullable PendingResize pending(Pod pod, @Nullable PendingResize before, OpenSite site) {
        if (before != null && INFEASIBLE.equals(before.reason()) && before.generation() == generation(pod)) {
            return before;
        }
        return lacking.apply(pod, site)
                .map(lack -> new PendingResize(DEFERRED, lack, generation(pod)))
                .orElse(null);
    }

    private static long generation(Pod pod) {
        Long generation = pod.getMetadata().getGeneration();
        return generation == null ? 0 : generation;
    }
}
