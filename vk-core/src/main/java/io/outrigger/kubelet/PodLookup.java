// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.spi.Site;
import java.util.Collection;
import java.util.Optional;

/**
 * What the endpoint needs to know of the rest. Implemented by the entry of the core over its pod cache and its open
 * sites; called from the endpoint's threads, several at once, and answers from memory.
 */
public interface PodLookup {

    /** The pod of this name, as the API server has it, if it is bound to one of our nodes. */
    Optional<Pod> pod(String namespace, String name);

    /** All pods of our nodes, as the API server has them: references to Secrets, never their values. */
    Collection<Pod> pods();

    /** The open site behind a node. */
    Optional<Site> site(String nodeName);
}
