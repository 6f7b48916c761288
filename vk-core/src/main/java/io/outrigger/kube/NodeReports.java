// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Receives what a {@link NodeScopedFeed} sees, in order, on threads of the client; its methods return at once. */
interface NodeReports<T extends HasMetadata> {

    /** An object is new or has changed. */
    void changed(T object);

    /** An object is gone: its last state, or what was remembered of it. */
    void removed(T object);

    /** Every object of the node has been reported once. */
    default void synced(String node) {}
}
