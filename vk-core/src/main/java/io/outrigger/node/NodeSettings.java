// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import java.util.List;
import java.util.Objects;

/**
 * What all nodes of this process have in common. Made by the entry once the endpoint listens; immutable.
 *
 * @param cluster the name of the cluster, a part of every {@code providerID}
 * @param kubeletVersion a semantic version beginning with {@code v}, shown by {@code kubectl get nodes}
 * @param addresses the addresses of the kubelet endpoint, the first one first; the nodes' {@code InternalIP}s
 * @param port the port of the kubelet endpoint
 * @param taintProvider whether a new node gets the taint {@code virtual-kubelet.io/provider}
 */
public record NodeSettings(
        String cluster, String kubeletVersion, List<String> addresses, int port, boolean taintProvider) {

    /** Copies the list and refuses null. */
    public NodeSettings {
        Objects.requireNonNull(cluster, "cluster is null");
        Objects.requireNonNull(kubeletVersion, "kubeletVersion is null");
        addresses = List.copyOf(addresses);
    }
}
