// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.provider.ssh.LocalProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Commands, their output, forwarded ports and followed logs of a real process, asked of the endpoint itself; beside a
 * plain TLS server that starts the same command, or sends as many bytes.
 */
final class StreamsBenchmark {

    private static final Duration MOST = Duration.ofMinutes(1);
    private static final int WARM_UP = 100;
    /** Several, because one node serves a limited number of streams. */
    private static final int SITES = 4;

    private static final String POD = "/default/pod-0";

    private static final String TRUE = "/exec" + POD + "/main?command=true&output=1";

    private StreamsBenchmark() {}

    static void run(int commands, long bytes, int followers, Table table) throws Exception {
        spawning(commands, table);
        try (Fleet fleet = Fleet.of(sites(), new LocalProviderFactory());
                StreamClients clients = StreamClients.start();
                ObjectWatch running = ObjectWatch.open(fleet.client(), Objects.PODS, Objects::podRuns)) {
            fleet.start();
            for (int number = 0; number < SITES; number++) {
                fleet.client().post(Objects.PODS, pod(number)).join();
            }
            running.untilArrived(SITES, MOST);
            try {
                latency(clients, fleet.port(), commands, table);
                throughput(clients, fleet.port(), bytes, table);
                followers(clients, fleet.port(), followers, table);
            } finally {
                for (int number = 0; number < SITES; number++) {
                    fleet.client()
                            .delete(Objects.PODS + "/pod-" + number, "{\"gracePeriodSeconds\":1}")
                            .join();
                }
                running.untilGone(MOST);
            }
        }
    }

    /** What the endpoint adds to a command, by a provider that does nothing but spawn it. */
    private static void spawning(int commands, Table table) throws Exception {
        try (Fleet fleet = Fleet.of(1, SpawningSite.provider());
                StreamClients clients = StreamClients.start();
                ObjectWatch running = ObjectWatch.open(fleet.client(), Objects.PODS, Objects::podRuns)) {
            fleet.start();
            fleet.client()
                    .post(Objects.PODS, Objects.podOn(0, Fleet.siteName(0)))
                    .join();
            running.untilArrived(1, MOST);
            clients.commands(fleet.port(), TRUE, WARM_UP);
            var measured = new Percentiles(clients.commands(fleet.port(), TRUE, commands));
            var alone = new Percentiles(processes(commands));
            table.row(
                    "exec of true, provider that only spawns it, p50",
                    measured.millis(50),
                    alone.millis(50) + " process",
                    String.format("%+.1f ms", (measured.seconds(50) - alone.seconds(50)) * 1e3));
        }
    }

    private static List<SiteSpec> sites() throws IOException {
        List<SiteSpec> sites = new ArrayList<>();
        for (int number = 0; number < SITES; number++) {
            String directory = Files.createTempDirectory("benchmark").toString();
            sites.add(SiteSpec.of(Fleet.siteName(number), "local", Map.of("directory", directory)));
        }
        return sites;
    }

    private static String pod(int number) {
        return Objects.podOn(number, Fleet.siteName(number))
                .replace("\"memory\"", "\"host\"")
                .replace("[\"run\"]", "[\"sleep\",\"100000\"]");
    }

    private static void latency(StreamClients clients, int port, int commands, Table table) throws Exception {
        try (PlainTls floor = PlainTls.running("true")) {
            clients.commands(port, TRUE, WARM_UP);
            clients.connections(floor.port(), WARM_UP);
            var measured = new Percentiles(clients.commands(port, TRUE, commands));
            var bare = new Percentiles(clients.connections(floor.port(), commands));
            var alone = new Percentiles(processes(commands));
            for (int percent : new int[] {50, 99}) {
                table.row(
                        "exec of true, p" + percent,
                        measured.millis(percent),
                        alone.millis(percent) + " process, " + bare.millis(percent) + " behind TLS",
                        "");
            }
        }
    }

    /** The same command without site, endpoint and encryption. */
    private static List<Duration> processes(int times) throws IOException, InterruptedException {
        List<Duration> took = new ArrayList<>();
        for (int time = 0; time < times; time++) {
            long begin = System.nanoTime();
            new ProcessBuilder("true").start().waitFor();
            took.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        return took;
    }

    private static void throughput(StreamClients clients, int port, long bytes, Table table) throws Exception {
        // Writes in pieces as large as a pipe, because the command is not what is measured.
        String exec = "/exec" + POD + "/main?command=dd&command=if=/dev/zero&command=bs=64K&command=iflag=count_bytes"
                + "&command=status=none&command=count=" + bytes + "&output=1";
        try (PlainTls floor = PlainTls.encrypted(bytes);
                PlainTls source = PlainTls.open(bytes)) {
            String forward = "/portForward" + POD + "?port=" + source.port();
            Duration plain = clients.plain(floor.port(), bytes);
            rate(table, "output of exec", bytes, clients.output(port, exec, bytes), plain);
            rate(table, "forwarded port", bytes, clients.forwarded(port, forward, bytes), plain);
            long before = Heap.used();
            try (HeapWatch watch = HeapWatch.start()) {
                clients.output(port, exec, bytes);
                table.row("heap grows during output by", Heap.kilobytes(watch.most() - before), "", "");
            }
        }
    }

    private static void rate(Table table, String what, long bytes, Duration measured, Duration floor) {
        table.row(
                what,
                megabytes(bytes, measured),
                megabytes(bytes, floor) + " TLS",
                String.format("%.2f x", (double) floor.toNanos() / measured.toNanos()));
    }

    private static String megabytes(long bytes, Duration took) {
        return String.format("%.0f MB/s", bytes * 1e3 / took.toNanos());
    }

    private static void followers(StreamClients clients, int port, int followers, Table table) throws Exception {
        long heap = Heap.used();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        for (int number = 0; number < SITES; number++) {
            clients.follow(port, "/containerLogs/default/pod-" + number + "/main?follow=true", followers / SITES);
        }
        long grown = Math.max(0, Heap.used() - heap) / followers;
        double more = ManagementFactory.getThreadMXBean().getThreadCount() - threads;
        table.row("heap per followed log of " + followers, Heap.kilobytes(grown), "", "");
        table.row("threads per followed log", String.format("%.2f", more / followers), "", "");
    }
}
