// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.LeaseWriter;
import io.outrigger.kube.NodeFeed;
import io.outrigger.kube.NodeWriter;
import java.util.Objects;
import java.util.function.Function;

/**
 * What of the cluster the node controller uses.
 *
 * @param nodes writes nodes
 * @param leases writes leases
 * @param events tells users
 * @param feeds opens the watch that notices nodes removed by hand
 */
public record NodeApi(
        NodeWriter nodes, LeaseWriter leases, EventRecorder events, Function<NodeFeed.Handler, NodeFeed> feeds) {

    /** Refuses null. */
    public NodeApi {
        Objects.requireNonNull(nodes, "nodes is null");
        Objects.requireNonNull(leases, "leases is null");
        Objects.requireNonNull(events, "events is null");
        Objects.requireNonNull(feeds, "feeds is null");
    }
}
