// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.time.Duration;

/** How long it takes until many nodes are Ready, and what an idle one costs. */
final class NodesBenchmark {

    private static final Duration MOST = Duration.ofMinutes(3);
    private static final String NODES = "/api/v1/nodes";

    private NodesBenchmark() {}

    static void run(int nodes, Table table) throws Exception {
        Duration floor = bare(nodes);
        try (Fleet fleet = Fleet.of(nodes);
                ObjectWatch watch = ObjectWatch.open(fleet.client(), NODES, Objects::nodeIsReady)) {
            long before = Heap.used();
            long begin = System.nanoTime();
            fleet.start();
            watch.untilArrived(nodes, MOST);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            long heap = (Heap.used() - before) / nodes;
            Results.row(table, nodes + " nodes Ready", took, floor);
            table.row("heap per idle node", Heap.kilobytes(heap), "", "");
        }
    }

    /** The floor: each node is created with its status, and its lease. */
    private static Duration bare(int nodes) throws Exception {
        try (ApiServerProcess server = ApiServerProcess.start();
                BareClient client = new BareClient(server.url())) {
            long begin = System.nanoTime();
            client.repeat(
                    nodes,
                    number -> client.post(NODES, Objects.node(Fleet.siteName(number)))
                            .thenCompose(created -> client.post(
                                    "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
                                    Objects.lease(Fleet.siteName(number)))));
            return Duration.ofNanos(System.nanoTime() - begin);
        }
    }
}
