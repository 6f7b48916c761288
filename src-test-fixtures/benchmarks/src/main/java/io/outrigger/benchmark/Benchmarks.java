// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks that are named, or all of them, and prints a table. */
public final class Benchmarks {

    private static final int NODES = Integer.getInteger("nodes", 1_000);
    private static final int PODS = Integer.getInteger("pods", 10_000);
    private static final int POD_NODES = Integer.getInteger("podNodes", 100);
    private static final int LATENCY_PODS = Integer.getInteger("latencyPods", 1_000);

    private static final int COMMANDS = Integer.getInteger("commands", 500);
    private static final long STREAM_BYTES = Long.getLong("streamBytes", 1L << 30);
    private static final int KUBECTL_CALLS = Integer.getInteger("kubectlCalls", 100);
    private static final String CONTROL_PLANE = "kubectl=";
    private static final int FOLLOWERS = Integer.getInteger("followers", 1_000);
    private static final int CROWD = Integer.getInteger("crowd", 100);

    private Benchmarks() {}

    /**
     * Measures and prints.
     *
     * @param arguments any of {@code latency}, {@code nodes}, {@code pods}, {@code streams}, {@code hosts}, which needs
     *     podman and OpenSSH, and {@code kubectl=DIRECTORY} of a control plane that runs; none means the first four
     */
    public static void main(String[] arguments) throws Exception {
        List<String> chosen =
                arguments.length == 0 ? List.of("latency", "nodes", "pods", "streams") : List.of(arguments);
        Table table = Results.table();
        for (String name : chosen) {
            System.err.println("measuring " + name);
            if (name.startsWith(CONTROL_PLANE)) {
                KubectlBenchmark.run(Path.of(name.substring(CONTROL_PLANE.length())), KUBECTL_CALLS, table);
                continue;
            }
            switch (name) {
                case "latency" -> LatencyBenchmark.run(LATENCY_PODS, table);
                case "nodes" -> NodesBenchmark.run(NODES, table);
                case "pods" -> PodsBenchmark.run(PODS, POD_NODES, table);
                case "hosts" -> HostsBenchmark.run(CROWD, table);
                case "streams" -> StreamsBenchmark.run(COMMANDS, STREAM_BYTES, FOLLOWERS, table);
                default ->
                    throw new IllegalArgumentException("there is no benchmark \"" + name
                            + "\"; there are latency, nodes, pods, streams, hosts and kubectl=DIRECTORY");
            }
        }
        System.out.println(table.render());
    }
}
