// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteStatistics;
import io.outrigger.spi.SiteStatistics.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads the statistics of sites. Whoever asks while a site is being read gets that reading, and waits for it a limited
 * time only: a site that hangs holds one thread, however often it is asked. Safe from any thread.
 */
public final class Readings {

    private final Executor threads;
    private final Duration patience;
    private final Map<String, FutureTask<Snapshot>> running = new ConcurrentHashMap<>();

    /**
     * @param threads where sites are read
     * @param patience how long to wait for a site
     */
    public Readings(Executor threads, Duration patience) {
        this.threads = threads;
        this.patience = patience;
    }

    /**
     * What a site uses now.
     *
     * @throws ProviderException when it cannot be measured, or not in time
     * @throws InterruptedException when the server stops
     */
    public Snapshot of(String node, SiteStatistics statistics) throws ProviderException, InterruptedException {
        FutureTask<Snapshot> reading = reading(node, statistics);
        try {
            return reading.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new ProviderException(
                    ProviderException.Kind.UNREACHABLE,
                    "site " + node + " has not measured itself within " + patience.toSeconds() + " s",
                    late);
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof ProviderException told) {
                throw told;
            }
            throw new ProviderException(
                    ProviderException.Kind.INTERNAL, "measuring site " + node + " failed", failure.getCause());
        }
    }

    private FutureTask<Snapshot> reading(String node, SiteStatistics statistics) {
        var fresh = new FutureTask<>(statistics::read) {
            @Override
            protected void done() {
                running.remove(node, this);
            }
        };
        FutureTask<Snapshot> earlier = running.putIfAbsent(node, fresh);
        if (earlier != null) {
            return earlier;
        }
        threads.execute(fresh);
        return fresh;
    }
}
