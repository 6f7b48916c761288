// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.PodWriter;
import io.outrigger.loop.Backoff;
import io.outrigger.loop.Lane;
import io.outrigger.pod.ObservedPods;
import io.outrigger.pod.PodAutonomy;
import io.outrigger.pod.PodCache;
import io.outrigger.pod.PodReports;
import io.outrigger.pod.PodStart;
import io.outrigger.pod.PodWorker;
import io.outrigger.pod.Relister;
import io.outrigger.pod.RemovalGuard;
import io.outrigger.site.Sites;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The desired lane, the observed lane and the relister, tied together. Made by the entry before the first site is opened
 * and the first pod is watched; safe from any thread.
 */
public final class PodLanes implements AutoCloseable {

    private static final int SITE_SHARE = 8;
    /** Calls to sites are slower than those to the API server. */
    private static final int SITE_WORKERS = 4;
    /** Calls to sites may hang for ever; until that many do, they keep nobody waiting. */
    private static final int MOST_HANGING = 1024;

    /** Many pods of a site that ask for a list at about the same time get one. */
    private static final Duration GATHER = Duration.ofMillis(20);

    private final PodCache cache;
    private final ObservedPods observed;
    private final RemovalGuard guard;
    private final Lane<PodRef> workers;
    private final Lane<PodRef> statuses;
    private final Lane<String> relists;

    /**
     * Ties the lanes to the sites and the cache; nothing runs before {@link #start}.
     *
     * @param cache what is desired; the handler of the pod feed
     * @param sites whom to tell and to ask
     * @param writer writes pods
     * @param events where users are told
     * @param resolver makes pods complete
     * @param hostIps the internal addresses of a node by name, the first one first
     * @param meters where the lanes are measured
     * @param clock the time
     * @param workers how many statuses are written at once; of calls to sites there may be four times as many
     */
    public PodLanes(
            PodCache cache,
            Sites sites,
            PodWriter writer,
            EventRecorder events,
            PodStart.Resolver resolver,
            Function<String, List<String>> hostIps,
            MeterRegistry meters,
            Clock clock,
            int workers) {
        this.cache = cache;
        this.observed = new ObservedPods();
        this.guard = new RemovalGuard(events, meters);
        var autonomy = new PodAutonomy(writer, cache, clock);
        var start = new PodStart(resolver, cache, observed, events, autonomy, this::relist, clock);
        var worker = new PodWorker(cache, observed, sites, start, this::relist, clock);
        var rules = new StatusRules(hostIps);
        var manager = new StatusManager(cache, observed, sites, writer, rules, events, this::relist, clock);
        var relister = new Relister(cache, observed, sites, this::work, guard, clock);
        var random = new Random();
        this.workers = Lane.<PodRef>builder("pods", worker)
                .group(cache::group)
                .workers(SITE_WORKERS * workers)
                .mostPerGroup(SITE_SHARE)
                .replaceHanging(MOST_HANGING)
                .clock(clock, random)
                .meters(meters)
                .build();
        this.statuses = Lane.<PodRef>builder("statuses", manager)
                .group(cache::group)
                .workers(workers)
                .backoff(Backoff.reporting())
                .clock(clock, random)
                .meters(meters)
                .build();
        this.relists = Lane.<String>builder("relists", relister)
                .workers(SITE_WORKERS * workers)
                .replaceHanging(MOST_HANGING)
                .clock(clock, random)
                .meters(meters)
                .build();
        tie(sites, events);
    }

    /** Adds a pod to the desired lane, for example because a ConfigMap it uses has changed. */
    public void work(PodRef pod) {
        workers.add(pod);
    }

    /** Withholds removals; the entry shows it our nodes, where operators write. */
    public RemovalGuard guard() {
        return guard;
    }

    /** Starts the lanes. */
    public void start() {
        workers.start();
        statuses.start();
        relists.start();
    }

    /** Stops the lanes after what they are doing; pods go on running. */
    @Override
    public void close() {
        List<Lane<?>> lanes = List.of(relists, workers, statuses);
        lanes.forEach(Lane::stop);
        lanes.forEach(Lane::close);
    }

    private void relist(String site) {
        relists.addAfter(site, GATHER);
    }

    private void tie(Sites sites, EventRecorder events) {
        cache.listen(new PodCache.Listener() {
            @Override
            public void changed(PodRef pod) {
                statuses.add(pod);
            }

            @Override
            public void desiredChanged(PodRef pod) {
                workers.add(pod);
            }

            @Override
            public void synced(String node) {
                relist(node);
            }
        });
        observed.listen(statuses::add);
        sites.listen(new PodReports(cache, observed, events, workers::add, this::relist));
    }
}
