// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

/**
 * How many connections the endpoint holds at a time, counted from the moment they are accepted. Made by the program that
 * runs the core; immutable.
 *
 * <p>A connection is unproven until one of its requests was admitted. When there are too many of those, the oldest of the
 * address that has most of them makes room for the new one, so a crowd of strangers cannot keep a caller out who proves
 * himself at once. Beyond the other two limits a new connection is closed.
 *
 * @param total of all callers together
 * @param perAddress of one IP address; the API server is often one and holds a connection for each stream
 * @param unproven of callers that nobody vouches for yet
 */
public record ConnectionLimits(int total, int perAddress, int unproven) {

    /** Room for every stream that the endpoint serves at a time, for those who scrape, and for a crowd of strangers. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(2048, 1024, 256);

    /** Refuses limits under which nobody could call. */
    public ConnectionLimits {
        require("connections", total);
        require("connectionsPerAddress", perAddress);
        require("unprovenConnections", unproven);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("endpoint " + name + " must be at least 1, not " + value);
        }
    }
}
