// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.pod.Observation;
import java.time.Instant;
import java.util.List;

/**
 * Computes the status of a pod as the kubelet would write it. A pure function: the previous status is the pod's own.
 * Called by the status lane from any thread.
 */
public final class PodStatuses {

    private PodStatuses() {}

    /**
     * The status to write.
     *
     * @param pod the pod as the API server has it, with its previous status; not changed
     * @param observation what is known of it at its site
     * @param hostIps the node's internal addresses, the first one first; may be empty
     * @param now the present time
     * @return a complete status, equal to the previous one when nothing is to be written
     */
    public static PodStatus compute(Pod pod, Observation observation, List<String> hostIps, Instant now) {
        throw new UnsupportedOperationException();
    }
}
