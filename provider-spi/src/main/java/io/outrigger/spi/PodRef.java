// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/**
 * Names one incarnation of a pod. Two pods of one name that lived one after the other have different references,
 * because the UID belongs to the identity.
 *
 * @param namespace the pod's namespace
 * @param name the pod's name
 * @param uid the pod's UID as the API server gave it
 */
public record PodRef(String namespace, String name, String uid) {

    /** Refuses null. */
    public PodRef {
        Objects.requireNonNull(namespace, "namespace is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(uid, "uid is null");
    }

    /**
     * The reference of a pod that came from the API server.
     *
     * @param pod a pod with namespace, name and UID
     * @return its identity
     */
    public static PodRef of(Pod pod) {
        var metadata = pod.getMetadata();
        return new PodRef(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }

    /** As the kubelet writes a pod in messages: {@code name_namespace(uid)}. */
    @Override
    public String toString() {
        return name + "_" + namespace + "(" + uid + ")";
    }
}
