// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.LeaseWriter;
import io.outrigger.loop.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the Leases of all nodes, each every 10 s at a moment of its own. Told by the node lane which nodes there are;
 * one timer decides who is due and a few workers write, so a slow API server delays leases a little and no thread waits
 * per node. The control plane takes a node for dead when its Lease is older than 40 s.
 */
final class LeasePacer implements AutoCloseable {

    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(LeasePacer.class);
    private static final Duration TICK = Duration.ofMillis(50);
    private static final int WORKERS = 12;

    private final LeaseWriter leases;
    private final Clock clock;
    private final Executor workers;
    private final DoubleSupplier random;
    private final Timer delay;
    private final ScheduledExecutorService timer = Threads.timer("lease-timer");
    private final ConcurrentHashMap<String, HeldLease> held = new ConcurrentHashMap<>();
    private final PriorityQueue<Turn> turns = new PriorityQueue<>(Comparator.comparing(Turn::due));
    private volatile Consumer<String> onRemoved = node -> {};
    private volatile boolean closed;

    LeasePacer(LeaseWriter leases, Clock clock, MeterRegistry meters) {
        this(
                leases,
                clock,
                meters,
                Threads.workers("lease", WORKERS),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    LeasePacer(LeaseWriter leases, Clock clock, MeterRegistry meters, Executor workers, DoubleSupplier random) {
        this.leases = leases;
        this.clock = clock;
        this.workers = workers;
        this.random = random;
        this.delay = Timer.builder("outrigger.lease.delay")
                .description("How late leases are renewed; at 30 s the control plane takes nodes for dead")
                .register(meters);
    }

    /** A lease and when it is its turn. */
    private record Turn(Instant due, HeldLease lease) {}

    /** Begins to renew what it is told to hold. */
    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the timer is shut down
    void start() {
        timer.scheduleWithFixedDelay(this::tickSafely, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Who is told the name of a node whose lease was removed by somebody. A removed node takes its lease with it, so the
     * node is probably gone too.
     */
    void onRemoved(Consumer<String> listener) {
        onRemoved = listener;
    }

    /** Holds the Lease of a node from now on; repeating it is harmless, another UID changes the owner. */
    void hold(String node, String uid) {
        held.compute(node, (name, lease) -> {
            if (lease != null) {
                lease.ownedBy(uid);
                return lease;
            }
            var fresh = new HeldLease(leases, name, uid, this::removed);
            add(new Turn(clock.instant(), fresh));
            return fresh;
        });
    }

    /** Stops renewing the Lease of a node; what is under way leaves nothing behind. */
    void release(String node) {
        HeldLease lease = held.remove(node);
        if (lease != null) {
            lease.release();
        }
    }

    /** Stops renewing the Lease of a node that another program keeps. */
    void leave(String node) {
        HeldLease lease = held.remove(node);
        if (lease != null) {
            lease.leave();
        }
    }

    /** Whether the Lease of a node is renewed from here. */
    boolean holds(String node) {
        return held.containsKey(node);
    }

    /** Whether somebody else renews the Lease of a node too. */
    boolean renewedByOther(String node) throws KubeException {
        HeldLease lease = held.get(node);
        return lease != null && lease.renewedByOther();
    }

    /** Stops renewing; the Leases stay and run out by themselves. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        held.clear();
        if (workers instanceof ExecutorService service) {
            service.shutdown();
        }
    }

    /** Hands everybody whose turn it is to the workers. */
    void tick() {
        Instant now = clock.instant();
        for (Turn turn = next(now); turn != null; turn = next(now)) {
            Turn taken = turn;
            workers.execute(() -> renew(taken));
        }
    }

    private void removed(String node) {
        onRemoved.accept(node);
    }

    private void renew(Turn turn) {
        HeldLease lease = turn.lease();
        if (closed) {
            return;
        }
        Instant now = clock.instant();
        boolean first = lease.renewals() == 0;
        delay.record(Duration.between(turn.due(), now));
        Duration retry = renewSafely(lease, now);
        if (lease.released()) {
            return;
        }
        if (!retry.isZero()) {
            add(new Turn(now.plus(retry), lease));
        } else if (first) {
            // The first period is shortened at random, so that nodes registered together spread over time.
            add(new Turn(now.plus(part(random.getAsDouble())), lease));
        } else {
            Instant next = turn.due().plus(PERIOD);
            add(new Turn(next.isBefore(now) ? now.plus(PERIOD) : next, lease));
        }
    }

    private static Duration renewSafely(HeldLease lease, Instant now) {
        try {
            return lease.renew(now);
        } catch (RuntimeException unexpected) {
            // A turn that is lost is never taken again, and then the node would look dead.
            log.error("renewing a lease failed; trying again", unexpected);
            return PERIOD;
        }
    }

    private void add(Turn turn) {
        synchronized (turns) {
            turns.add(turn);
        }
    }

    private @Nullable Turn next(Instant now) {
        synchronized (turns) {
            Turn first = turns.peek();
            return first != null && !first.due().isAfter(now) ? turns.poll() : null;
        }
    }

    private void tickSafely() {
        try {
            tick();
        } catch (RuntimeException unexpected) {
            // A timer task that throws is never run again, and then every node would look dead.
            log.error("renewing leases failed; trying again", unexpected);
        }
    }

    private static Duration part(double share) {
        return Duration.ofNanos((long) (PERIOD.toNanos() * share));
    }
}
