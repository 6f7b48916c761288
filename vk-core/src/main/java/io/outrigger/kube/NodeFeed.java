// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Node;

/** Reports our own Nodes, so that one deleted by hand is noticed. Reports on threads of the client. */
public interface NodeFeed extends AutoCloseable {

    /** Begins to report a node. */
    void watch(String name);

    /** Stops reporting a node. */
    void unwatch(String name);

    @Override
    void close();

    /** Receives the reports; its methods return at once. */
    interface Handler {

        /** The node is there, new or changed. */
        void changed(Node node);

        /** The node was deleted. */
        void removed(String name);
    }
}
