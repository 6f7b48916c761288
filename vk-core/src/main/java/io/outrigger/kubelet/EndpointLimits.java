// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

/**
 * How much the endpoint serves at a time. Made by the program that runs the core; immutable.
 *
 * <p>Connections are counted from the moment they are accepted. One is unproven until one of its requests was admitted.
 * When there are too many of those, the oldest of the address that has most of them makes room for the new one, so a
 * crowd of strangers cannot keep a caller out who proves himself at once. Beyond the other two limits a new connection
 * is closed. A stream beyond its limits is answered 429.
 *
 * @param connections of all callers together
 * @param connectionsPerAddress of one IP address; the API server is often one and holds a connection for each stream
 * @param unprovenConnections of callers that nobody vouches for yet
 * @param streams logs that are followed, commands, attachments and forwarding clients of all nodes together
 * @param streamsPerNode those of one node
 */
public record EndpointLimits(
        int connections, int connectionsPerAddress, int unprovenConnections, int streams, int streamsPerNode) {

    /** Room for a thousand streams through one API server, for those who scrape, and for a crowd of strangers. */
    public static final EndpointLimits DEFAULT = new EndpointLimits(2048, 1536, 256, 1024, 256);

    /** Refuses limits under which nobody could call. */
    public EndpointLimits {
        require("connections", connections);
        require("connectionsPerAddress", connectionsPerAddress);
        require("unprovenConnections", unprovenConnections);
        require("streams", streams);
        require("streamsPerNode", streamsPerNode);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("endpoint " + name + " must be at least 1, not " + value);
        }
    }
}
