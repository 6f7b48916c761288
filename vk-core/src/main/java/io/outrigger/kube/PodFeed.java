// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Pod;

/** Reports the pods bound to our nodes. Called when sites come and go; reports on threads of the client. */
public interface PodFeed extends AutoCloseable {

    /**
     * Begins to report the pods of a node.
     *
     * @param node the node's name
     */
    void watch(String node);

    /** Stops reporting the pods of a node. */
    void unwatch(String node);

    @Override
    void close();

    /** Receives the reports; its methods return at once. */
    interface Handler {

        /** A pod is there, new or changed. The object is not changed afterwards and must not be. */
        void changed(Pod pod);

        /**
         * A pod is gone: its last state, or only its name, UID and node when that was seen by listing again. Pods of a
         * node that is no longer watched are not reported.
         */
        void removed(Pod pod);

        /** Every pod of the node has been reported at least once. */
        void synced(String node);
    }
}
