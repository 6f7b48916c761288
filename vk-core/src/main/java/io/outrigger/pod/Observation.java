// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedPod;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a pod at its site. Made by the observed store, read by the status lane; immutable.
 *
 * @param presence whether the site knows the pod
 * @param pod what the site said last, also after it has forgotten the pod; null before it said anything
 * @param refusal why the pod cannot run at this site, or null
 * @param waiting containers that the site was not given, by name, with what they wait for
 * @param resize why the site was not given the resources that the pod asks for, or null
 */
public record Observation(
        Presence presence,
        @Nullable ObservedPod pod,
        @Nullable Refusal refusal,
        Map<String, ContainerState.Waiting> waiting,
        @Nullable PendingResize resize) {

    /** Of a pod that is not to be resized. */
    public Observation(
            Presence presence,
            @Nullable ObservedPod pod,
            @Nullable Refusal refusal,
            Map<String, ContainerState.Waiting> waiting) {
        this(presence, pod, refusal, waiting, null);
    }

    /** Copies the map. */
    public Observation {
        Objects.requireNonNull(presence, "presence is null");
        waiting = Map.copyOf(waiting);
    }

    /** A pod nobody has said anything about. */
    public static Observation none() {
        return new Observation(Presence.UNKNOWN, null, null, Map.of());
    }

    /** Whether a site knows a pod. */
    public enum Presence {
        /** The site has not been heard about this pod. */
        UNKNOWN,
        /** The site has the pod. */
        PRESENT,
        /** The site was asked and does not have the pod. */
        ABSENT
    }

    /**
     * Why a pod cannot run at its site.
     *
     * @param reason one word, as in an event
     * @param message a sentence that names the field
     */
    public record Refusal(String reason, String message) {}

    /**
     * Why a pod keeps the resources it has.
     *
     * @param reason {@code Deferred} or {@code Infeasible}
     * @param message a sentence, in the kubelet's words or the site's
     * @param generation of the pod that asked for others
     */
    public record PendingResize(String reason, String message, long generation) {}
}
