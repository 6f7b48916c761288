// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Toleration;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.Optional;

/** Writes pods, and reads one again whose write was refused. Called by the status lane and, for tolerations, by the pod lane; blocks; safe from any thread. */
public interface PodWriter {

    /**
     * Patches the status sub-resource by strategic merge, with the UID and the resourceVersion of {@code current} as
     * preconditions; conditions that are not in {@code desired} stay.
     *
     * @param current the pod as last seen, for what must be removed explicitly from merged lists
     * @param desired the status to reach
     * @return the pod as stored
     * @throws KubeException 404 when the pod is gone, 409 when the name belongs to another incarnation or the pod is no
     *     longer as last seen; {@link #read} shows it then sooner than the feed
     */
    Pod patchStatus(Pod current, PodStatus desired) throws KubeException;

    /** This incarnation of a pod as it is now; empty when it is gone or its name belongs to another one. */
    Optional<Pod> read(PodRef pod) throws KubeException;

    /**
     * Removes the object: grace 0, UID precondition. A pod that is gone, or whose name belongs to another incarnation,
     * is a success.
     */
    void delete(PodRef pod) throws KubeException;

    /**
     * Replaces the tolerations of a bound pod; the API server allows additions and other times only.
     *
     * @return the pod as stored
     */
    Pod patchTolerations(PodRef pod, List<Toleration> tolerations) throws KubeException;
}
