// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import java.util.Map;
import java.util.Optional;

/** Reads and writes our Nodes. Called by the node lane only; blocks; safe from any thread. */
public interface NodeWriter {

    /** The node, read through to the API server. */
    Optional<Node> get(String name) throws KubeException;

    /**
     * Creates the node, spec and status in one request.
     *
     * @throws KubeException 409 when it exists
     */
    Node create(Node node) throws KubeException;

    /**
     * Patches labels and annotations by merge; those not named stay.
     *
     * @return the node as stored
     */
    Node patchMetadata(String name, Map<String, String> labels, Map<String, String> annotations) throws KubeException;

    /**
     * Patches the status by strategic merge; conditions and addresses that are not in {@code desired} stay, unless
     * they are ours by {@code current} and have to go.
     *
     * @throws KubeException 404 when the node is gone
     */
    Node patchStatus(Node current, NodeStatus desired) throws KubeException;

    /** Removes the node; one that is gone is a success. */
    void delete(String name) throws KubeException;
}
