// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.provider.memory.TimingProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** How long it takes in an idle system from a pod's binding until its site is told, beside a bare watcher. */
final class LatencyBenchmark {

    private static final Duration MOST = Duration.ofMinutes(1);
    private static final int WARM_UP = 200;

    private LatencyBenchmark() {}

    static void run(int pods, Table table) throws Exception {
        ConcurrentMap<String, Long> told = new ConcurrentHashMap<>();
        ConcurrentMap<String, Long> watched = new ConcurrentHashMap<>();
        var provider = new TimingProvider(new MemoryFactory(), told);
        try (Fleet fleet = Fleet.of(1, provider);
                ObjectWatch ready = ObjectWatch.open(fleet.client(), "/api/v1/nodes", Objects::nodeIsReady);
                ObjectWatch seen = ObjectWatch.open(fleet.client(), Objects.PODS, pod -> {
                    watched.putIfAbsent(pod.path("metadata").path("name").asText(), System.nanoTime());
                    return Objects.podRuns(pod);
                })) {
            fleet.start();
            ready.untilArrived(1, MOST);
            List<Duration> calls = new ArrayList<>();
            List<Duration> watches = new ArrayList<>();
            for (int number = 0; number < WARM_UP + pods; number++) {
                long begin = System.nanoTime();
                fleet.client()
                        .post(Objects.PODS, Objects.podOn(number, Fleet.siteName(0)))
                        .join();
                seen.untilArrived(number + 1, MOST);
                if (number >= WARM_UP) {
                    calls.add(since(begin, told.get("pod-" + number)));
                    watches.add(since(begin, watched.get("pod-" + number)));
                }
            }
            row(table, 50, calls, watches);
            row(table, 99, calls, watches);
        }
    }

    private static Duration since(long begin, @Nullable Long moment) {
        if (moment == null) {
            throw new IllegalStateException("a pod runs that nobody was told about");
        }
        return Duration.ofNanos(moment - begin);
    }

    private static void row(Table table, int percent, List<Duration> calls, List<Duration> watches) {
        table.row(
                "bound to apply, p" + percent,
                new Percentiles(calls).millis(percent),
                new Percentiles(watches).millis(percent) + " watch",
                "");
    }
}
