// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.time.Duration;

/** How long it takes until many pods run and until they are gone, as a watcher sees it. */
final class PodsBenchmark {

    private static final Duration MOST = Duration.ofMinutes(5);

    private PodsBenchmark() {}

    static void run(int pods, int nodes, Table table) throws Exception {
        BarePods floor = bare(pods);
        try (Fleet fleet = Fleet.of(nodes);
                ObjectWatch ready = ObjectWatch.open(fleet.client(), "/api/v1/nodes", Objects::nodeIsReady);
                ObjectWatch running = ObjectWatch.open(fleet.client(), Objects.PODS, Objects::podRuns)) {
            fleet.start();
            ready.untilArrived(nodes, MOST);
            long before = Heap.used();
            long begin = System.nanoTime();
            fleet.client().repeat(pods, number -> fleet.client().post(Objects.PODS, Objects.pod(number)));
            running.untilArrived(pods, MOST);
            Duration ran = Duration.ofNanos(System.nanoTime() - begin);
            long heap = (Heap.used() - before) / pods;
            begin = System.nanoTime();
            fleet.client().repeat(pods, number -> fleet.client().delete(Objects.PODS + "/pod-" + number, "{}"));
            running.untilGone(MOST);
            Duration gone = Duration.ofNanos(System.nanoTime() - begin);
            Results.row(table, pods + " pods on " + nodes + " nodes Running", ran, floor.running());
            Results.row(table, pods + " pods deleted", gone, floor.gone());
            table.row("heap per running pod", Heap.kilobytes(heap), "", "");
        }
    }

    private static BarePods bare(int pods) throws Exception {
        try (ApiServerProcess server = ApiServerProcess.start();
                BareClient client = new BareClient(server.url())) {
            return BarePods.measure(client, pods);
        }
    }
}
