// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteStatistics;
import io.outrigger.spi.SiteStatistics.Snapshot;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Reads the statistics of sites. Whoever asks while a site is being read gets that reading: a site that hangs holds one
 * thread, however often it is asked. Safe from any thread; returns at once.
 */
public final class Readings {

    private final Executor threads;
    private final Map<String, CompletableFuture<Snapshot>> running = new ConcurrentHashMap<>();

    /** {@code threads} runs at once what it is given: one reading per site at most. */
    public Readings(Executor threads) {
        this.threads = threads;
    }

    /** What a site uses now; fails with a {@link ProviderException} when it cannot be measured. */
    public CompletableFuture<Snapshot> of(String node, SiteStatistics statistics) {
        var fresh = new CompletableFuture<Snapshot>();
        CompletableFuture<Snapshot> earlier = running.putIfAbsent(node, fresh);
        if (earlier != null) {
            return earlier;
        }
        threads.execute(() -> read(node, statistics, fresh));
        return fresh;
    }

    private void read(String node, SiteStatistics statistics, CompletableFuture<Snapshot> reading) {
        try {
            Snapshot snapshot = statistics.read();
            running.remove(node, reading);
            reading.complete(snapshot);
        } catch (ProviderException told) {
            running.remove(node, reading);
            reading.completeExceptionally(told);
        } catch (RuntimeException broken) {
            running.remove(node, reading);
            reading.completeExceptionally(new ProviderException(
                    ProviderException.Kind.INTERNAL, "measuring site " + node + " failed: " + broken, broken));
        }
    }
}
