// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.ObjectRef;
import io.outrigger.kube.References;
import io.outrigger.kube.ServiceDirectory;
import io.outrigger.kube.TokenRequests;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns a pod of the API server into one a site can run without it, by the rules of the kubelet. Called by the pod lane
 * from its worker threads, for one pod by one thread at a time; a first read of an object blocks.
 */
public final class PodResolver {

    private final References references;
    private final ServiceDirectory services;
    private final TokenStore tokens;
    private final Map<PodRef, Map<ObjectRef, HasMetadata>> lastSeen = new ConcurrentHashMap<>();

    /**
     * @param references ConfigMaps and Secrets
     * @param services for service environment variables
     * @param tokens for bound service-account tokens
     * @param clock decides when a token is renewed
     */
    public PodResolver(References references, ServiceDirectory services, TokenRequests tokens, Clock clock) {
        this.references = references;
        this.services = services;
        this.tokens = new TokenStore(tokens, clock);
    }

    /**
     * Resolves a pod and says to {@link References#use} what it refers to, so that it is reported when that changes.
     *
     * @param pod the pod; not changed
     * @param node the node it is bound to
     * @param restarts restarts that count already, by container name; a name that is missing counts as 0
     * @return what to apply, what is missing, or why it can never run
     * @throws KubeException when the cluster cannot be asked; the caller tries again
     */
    public Resolution resolve(Pod pod, NodeValues node, Map<String, Integer> restarts) throws KubeException {
        if (!services.synced()) {
            throw new KubeException(
                    0, "", "services have not yet been read at least once, cannot construct envvars", null, null);
        }
        PodRef ref = PodRef.of(pod);
        Set<ObjectRef> needed = ReferencedObjects.of(pod);
        references.use(ref, needed);
        var seen = lastSeen.computeIfAbsent(ref, unknown -> new ConcurrentHashMap<>());
        seen.keySet().retainAll(needed);
        return new PodResolution(pod, node, restarts, new KnownObjects(references, started(pod), seen), tokens)
                .resolve(ServiceVariables.of(
                        services, ref.namespace(), pod.getSpec().getEnableServiceLinks()));
    }

    /** Forgets what was kept for a pod that is gone: its tokens and its use of references. */
    public void forget(PodRef pod) {
        references.use(pod, Set.of());
        tokens.forget(pod);
        lastSeen.remove(pod);
    }

    private static boolean started(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(each -> ran(each.getState()) || ran(each.getLastState()));
    }

    private static boolean ran(@Nullable ContainerState state) {
        return state != null && (state.getRunning() != null || state.getTerminated() != null);
    }
}
