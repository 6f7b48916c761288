// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

/**
 * Where a site reports. Implemented by the core; every method returns at once and may be called from any thread. Any
 * single report may be lost without harm, because the core lists every site from time to time.
 *
 * <p>A site reports from a thread of {@link ProviderContext#threads()}, in which no lock is held:
 *
 * {@snippet class="com.example.belt.BeltSite" region="watch"}
 */
public interface PodListener {

    /**
     * A pod changed. For one pod, reports come in the order of the changes.
     *
     * @param pod its whole state, also after a deletion: all containers terminated, with their exit codes
     */
    void changed(ObservedPod pod);

    /**
     * The site has forgotten a pod.
     *
     * @param pod the pod that is no longer listed
     */
    void removed(PodRef pod);

    /**
     * Something happened that no state shows and that users look for, such as a failed probe. The core writes it as an
     * Event about the pod, and of many equal ones only a few, so a site may tell each of them. May be lost.
     *
     * @param pod the pod
     * @param event what happened
     */
    default void happened(PodRef pod, ContainerEvent event) {}

    /** Reports may have been missed, or the site has come back: the core asks {@link Site#list()} at once. */
    void gap();
}
