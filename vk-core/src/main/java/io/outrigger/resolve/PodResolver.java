// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.References;
import io.outrigger.kube.ServiceDirectory;
import io.outrigger.kube.TokenRequests;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.util.Map;

/**
 * Turns a pod of the API server into one a site can run without it, by the rules of the kubelet. Called by the pod lane
 * from its worker threads, for one pod by one thread at a time; a first read of an object blocks.
 */
public final class PodResolver {

    /**
     * @param references ConfigMaps and Secrets
     * @param services for service environment variables
     * @param tokens for bound service-account tokens
     * @param clock decides when a token is renewed
     */
    public PodResolver(References references, ServiceDirectory services, TokenRequests tokens, Clock clock) {}

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
        throw new UnsupportedOperationException();
    }

    /** Forgets what was kept for a pod that is gone: its tokens and its use of references. */
    public void forget(PodRef pod) {}
}
