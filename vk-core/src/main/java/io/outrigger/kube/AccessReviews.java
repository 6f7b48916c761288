// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import java.util.Optional;

/**
 * Asks the API server who somebody is and what he may do, as every kubelet does. Called by the kubelet endpoint; blocks;
 * safe from any thread. Nothing is remembered here.
 */
public interface AccessReviews {

    /**
     * Whose token this is, by a TokenReview.
     *
     * @return empty when it is nobody's, or has expired
     */
    Optional<UserInfo> user(String token) throws KubeException;

    /** Whether somebody may do something to a node, by a SubjectAccessReview. */
    boolean allows(UserInfo user, NodeAccess access) throws KubeException;

    /**
     * What somebody wants to do to a node.
     *
     * @param verb the verb of the API, such as {@code get} or {@code create}
     * @param node the node's name; empty for all nodes
     * @param subresource the part of the node, such as {@code proxy} or {@code metrics}
     */
    record NodeAccess(String verb, String node, String subresource) {}
}
