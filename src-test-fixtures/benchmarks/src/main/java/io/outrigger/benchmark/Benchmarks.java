// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.util.List;

/** Runs the benchmarks that are named, or all of them, and prints a table. */
public final class Benchmarks {

    private static final int NODES = Integer.getInteger("nodes", 1_000);
    private static final int PODS = Integer.getInteger("pods", 10_000);
    private static final int POD_NODES = Integer.getInteger("podNodes", 100);
    private static final int LATENCY_PODS = Integer.getInteger("latencyPods", 1_000);

    private Benchmarks() {}

    /**
     * Measures and prints.
     *
     * @param arguments any of {@code latency}, {@code nodes}, {@code pods}; none means all
     */
    public static void main(String[] arguments) throws Exception {
        List<String> chosen = arguments.length == 0 ? List.of("latency", "nodes", "pods") : List.of(arguments);
        Table table = Results.table();
        for (String name : chosen) {
            System.err.println("measuring " + name);
            switch (name) {
                case "latency" -> LatencyBenchmark.run(LATENCY_PODS, table);
                case "nodes" -> NodesBenchmark.run(NODES, table);
                case "pods" -> PodsBenchmark.run(PODS, POD_NODES, table);
                default ->
                    throw new IllegalArgumentException(
                            "there is no benchmark \"" + name + "\"; there are latency, nodes and pods");
            }
        }
        System.out.println(table.render());
    }
}
