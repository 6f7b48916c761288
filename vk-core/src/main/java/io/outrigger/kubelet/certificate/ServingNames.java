// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the certificate of an endpoint is to prove: the addresses that its nodes carry. Made by whoever knows the nodes;
 * immutable.
 *
 * <p>That is the endpoint's own address, which all nodes share, and the name of each node, which an API server with
 * default settings dials first. Many names make every handshake long, and clients refuse very long ones, so beyond {@value
 * #MOST_NODES} nodes the address stands alone.
 *
 * @param address the IP address of the endpoint
 * @param nodes the names of its nodes
 */
public record ServingNames(String address, SortedSet<String> nodes) {

    static final int MOST_NODES = 100;

    /** Copies the names. */
    public ServingNames {
        address = AlternativeNames.canonical(address);
        nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
    }

    /** The names of these nodes at this address. */
    public static ServingNames of(String address, Collection<String> nodes) {
        return new ServingNames(address, new TreeSet<>(nodes));
    }

    /**
     * The name of a node, as the signer demands. Only one with a single node may have a node's identity in the cluster,
     * which gets certificates in its own name only; where there are more, the first stands for all.
     */
    String commonName() {
        return "system:node:" + nodes.first();
    }

    Set<String> all() {
        var all = new TreeSet<String>();
        all.add(address);
        if (nodes.size() <= MOST_NODES) {
            all.addAll(nodes);
        }
        return all;
    }
}
