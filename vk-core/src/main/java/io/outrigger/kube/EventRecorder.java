// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Pod;
import org.jspecify.annotations.Nullable;

/**
 * Records Events for users. Returns at once and never fails: events are written in the background, repeats are counted
 * on one object, and a flood is cut off per object as the kubelet does.
 */
public interface EventRecorder {

    /**
     * An event about a pod.
     *
     * @param pod the pod
     * @param type normal or warning
     * @param reason a word of the kubelet where it has one
     * @param message a sentence, without secret values
     * @param container the container it is about, or null
     */
    void pod(Pod pod, Type type, String reason, String message, @Nullable String container);

    /** An event about a node. */
    void node(String node, Type type, String reason, String message);

    /** How much an event matters. */
    enum Type {
        /** {@code Normal}. */
        NORMAL,
        /** {@code Warning}. */
        WARNING
    }
}
