// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * Receives what a {@link ResourceWatch} sees: a list, then changes to it, and another list whenever changes may have
 * been missed. One call at a time, on threads of the client; calls return at once.
 */
interface WatchSink<T extends HasMetadata> {

    /** A list is about to be asked for. */
    default void listing() {}

    /** Whether an object of a list is to be kept; asked while reading. */
    default boolean wanted(T object) {
        return true;
    }

    /**
     * The wanted objects that there are; all others are gone. Reads are consistent: nothing that was reported before
     * is newer than this list.
     */
    void listed(List<T> objects, String resourceVersion);

    /** An object is new or has changed. */
    void changed(T object);

    /** An object was deleted; this is its last state. */
    void removed(T object);

    /** Listing or watching failed; it will be tried again. */
    default void failed(KubeException failure) {}
}
