// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
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
     * Patches taints and the provider id of a node that exists, the latter only while it has none. Identities of the
     * group {@code system:nodes} may not.
     *
     * @param current the node as last seen; when it has changed since, this fails with 409
     * @param taints all taints it should have
     * @param providerId what {@code spec.providerID} should be
     */
    Node patchSpec(Node current, List<Taint> taints, String providerId) throws KubeException;

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
