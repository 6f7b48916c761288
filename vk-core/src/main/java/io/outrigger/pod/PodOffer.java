// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.KubeException;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.util.Map;

/** Offers a resolved pod to its site, unless the site has it already. Used by the pod lane; blocks as long as both do. */
final class PodOffer {

    private final PodStart.Resolver resolver;
    private final ObservedPods observed;
    private final PodProblems problems;

    PodOffer(PodStart.Resolver resolver, ObservedPods observed, PodProblems problems) {
        this.resolver = resolver;
        this.observed = observed;
        this.problems = problems;
    }

    /**
     * Resolves a pod and gives it to the site.
     *
     * @param restarts restarts that count already, by container
     * @param heldBack what containers that are not in {@code pod} wait for, by name
     * @throws ProviderException when the site failed through no fault of the pod's
     */
    Verdict offer(Pod pod, OpenSite site, Map<String, Integer> restarts, Map<String, Waiting> heldBack)
            throws ProviderException, KubeException {
        Resolution resolution = resolver.resolve(pod, site, restarts);
        if (resolution instanceof Resolution.Missing missing) {
            return new Verdict.Missing(missing);
        }
        if (resolution instanceof Resolution.Refused refused) {
            return new Verdict.Refused(new Refusal(refused.reason(), refused.message()));
        }
        var ready = (Resolution.Ready) resolution;
        PodRef ref = ready.pod().ref();
        if (observed.has(ref, ready.pod().hash())) {
            observed.waiting(site.name(), ref, heldBack);
            return new Verdict.Accepted(ready, false);
        }
        try {
            call(ready.pod(), site, heldBack);
            return new Verdict.Accepted(ready, true);
        } catch (ProviderException failure) {
            return switch (failure.kind()) {
                case INVALID_POD, UNSUPPORTED ->
                    new Verdict.Refused(new Refusal("ProviderRefused", String.valueOf(failure.getMessage())));
                case UNREACHABLE -> throw failure;
                case BUSY -> {
                    problems.busy(pod, failure);
                    throw failure;
                }
                case INTERNAL, NOT_FOUND, INVALID_CONFIG -> {
                    problems.failed(pod, failure);
                    throw failure;
                }
            };
        }
    }

    private void call(DesiredPod desired, OpenSite site, Map<String, Waiting> heldBack) throws ProviderException {
        observed.calling(site.name(), desired.ref(), true);
        try {
            site.apply(desired);
            observed.applied(site.name(), desired.ref(), desired.hash(), heldBack);
        } finally {
            observed.called(site.name(), desired.ref());
        }
    }
}
