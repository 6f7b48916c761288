// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.outrigger.loop.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every site for itself from time to time, so that a silent site is noticed and a returning one too. Started by the
 * entry. A timer decides who is due, worker threads ask; a site that has not answered yet is not asked again, and one
 * that hangs gives its place to others and keeps only its own thread.
 */
public final class SiteProbe implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SiteProbe.class);

    private static final Duration TICK = Duration.ofMillis(250);
    private static final int MOST_WORKERS = 64;
    // Quick sites need few threads; where sites are slow the queue grows, and with it the number of workers.
    private static final int DUE_PER_WORKER = 8;

    private final Sites sites;
    private final Clock clock;
    private final Executor workers;
    private final DoubleSupplier random;
    private final ScheduledExecutorService timer = Threads.timer("site-probe-timer");
    private final ConcurrentHashMap<String, ProbeSlot> slots = new ConcurrentHashMap<>();
    private final Queue<ProbeSlot> due = new ConcurrentLinkedQueue<>();
    private final Set<ProbeSlot> asking = ConcurrentHashMap.newKeySet();
    private final AtomicInteger working = new AtomicInteger();
    private boolean closed;

    /** Nothing is asked before {@link #start}. */
    public SiteProbe(Sites sites, Clock clock) {
        this(
                sites,
                clock,
                Threads.elastic("site-probe"),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    SiteProbe(Sites sites, Clock clock, Executor workers, DoubleSupplier random) {
        this.sites = sites;
        this.clock = clock;
        this.workers = workers;
        this.random = random;
    }

    /** Begins to ask. */
    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the timer is shut down
    public void start() {
        timer.scheduleWithFixedDelay(this::tickSafely, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops asking; calls under way are interrupted, because one that hangs would never end. */
    @Override
    public void close() {
        timer.shutdownNow();
        synchronized (this) {
            closed = true;
        }
        if (workers instanceof ExecutorService service) {
            service.shutdownNow();
        }
    }

    /** One look at every site. */
    void tick() {
        Instant now = clock.instant();
        for (OpenSite site : sites.all()) {
            site.checkSilence();
            site.checkHanging();
            ProbeSlot slot = slots.compute(
                    site.name(), (name, old) -> old != null && old.isFor(site) ? old : new ProbeSlot(site));
            if (slot.take(now)) {
                due.add(slot);
            }
        }
        slots.values().removeIf(slot -> !slot.taken() && sites.get(slot.name()).isEmpty());
        putOn();
    }

    /** Puts more workers on if many are due; those that hang do not count. */
    private synchronized void putOn() {
        Instant now = clock.instant();
        long hanging = asking.stream().filter(slot -> slot.hangs(now)).count();
        long free = MOST_WORKERS - (working.get() - hanging);
        long wanted = Math.min(free, (due.size() + DUE_PER_WORKER - 1) / DUE_PER_WORKER);
        for (; wanted > 0 && !closed; wanted--) {
            working.incrementAndGet();
            workers.execute(this::work);
        }
    }

    /** Asks whoever is due until nobody is. */
    private void work() {
        try {
            for (ProbeSlot slot = due.poll(); slot != null; slot = due.poll()) {
                ask(slot);
            }
        } finally {
            working.decrementAndGet();
        }
    }

    private void ask(ProbeSlot slot) {
        boolean answered = false;
        slot.begin(clock.instant());
        asking.add(slot);
        try {
            answered = slot.ask();
        } finally {
            asking.remove(slot);
            slot.end(clock.instant(), answered, random.getAsDouble());
        }
    }

    private void tickSafely() {
        try {
            tick();
        } catch (RuntimeException unexpected) {
            // A timer task that throws is never run again, and then every site would look lost.
            log.error("asking the sites failed; trying again", unexpected);
        }
    }
}
