// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deduplicating queue, the function that reconciles its keys, and the threads that call it. A failed key is tried again
 * after a back-off, without end. Made by the entry and the packages that own a lane; safe from any thread.
 *
 * @param <K> what names a piece of work; used as a key of maps
 */
public final class Lane<K> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Reconciler<? super K> reconciler;
    private final WorkQueue<K> queue;
    private final LaneMeters meters;
    private final ThreadFactory factory;
    private final int workers;
    private final AtomicInteger hired = new AtomicInteger();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private volatile boolean working;

    private Lane(Builder<K> builder) {
        name = builder.name;
        reconciler = builder.reconciler;
        workers = builder.workers;
        factory = Threads.factory(name);
        int mostPerGroup = builder.mostPerGroup > 0 ? builder.mostPerGroup : workers;
        queue = new WorkQueue<>(
                builder.clock, builder.backoff, builder.random, builder.group, mostPerGroup, this::hire);
        meters = LaneMeters.of(builder.registry, name, queue::depth);
    }

    /**
     * A lane with 8 workers, one group, the standard back-off and no meters.
     *
     * @param name names its threads, its log lines and the tag {@code lane} of its meters
     * @param reconciler works on the keys
     */
    public static <K> Builder<K> builder(String name, Reconciler<? super K> reconciler) {
        return new Builder<>(name, reconciler);
    }

    /** Adds a key: it is reconciled soon, once, however often it is added until then. Works before {@link #start}. */
    public void add(K key) {
        queue.add(key);
    }

    /** Adds a key after a delay; of several delays of a key the shortest counts. */
    public void addAfter(K key, Duration delay) {
        queue.addAfter(key, delay);
    }

    /** How many keys are ready and wait for a worker. */
    public int depth() {
        return queue.depth();
    }

    /** Starts the first worker; more are started whenever none is left to wait. A second call does nothing. */
    public void start() {
        if (!working) {
            working = true;
            hire();
        }
    }

    /** Takes no more keys, gives the workers 10 s to end what they do, then interrupts them. */
    @Override
    public void close() {
        working = false;
        queue.close();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        threads.forEach(Thread::interrupt);
    }

    private void hire() {
        if (!working) {
            return;
        }
        if (hired.incrementAndGet() > workers) {
            hired.decrementAndGet();
            return;
        }
        Thread thread = factory.newThread(this::work);
        threads.add(thread);
        thread.start();
    }

    /** Works on one key if one is ready; the way for tests to drive a lane without threads. */
    boolean step() {
        var work = queue.poll();
        work.ifPresent(this::reconcile);
        return work.isPresent();
    }

    WorkQueue<K> queue() {
        return queue;
    }

    private void work() {
        try {
            for (var work = queue.take(); work.isPresent(); work = queue.take()) {
                reconcile(work.get());
            }
        } catch (InterruptedException closed) {
            log.debug("{}: worker interrupted by close", name);
        }
    }

    private void reconcile(WorkQueue.Work<K> work) {
        K key = work.key();
        meters.waited(work.waited());
        long start = System.nanoTime();
        try {
            Outcome outcome = reconciler.reconcile(key);
            meters.done(System.nanoTime() - start);
            queue.finish(key, outcome);
        } catch (Throwable failure) {
            meters.failed(System.nanoTime() - start);
            int failures = queue.fail(key, shortestWait(failure));
            report(key, failure, failures);
        }
    }

    private static Duration shortestWait(Throwable failure) {
        return failure instanceof RetryAfter retry ? retry.retryAfter().orElse(Duration.ZERO) : Duration.ZERO;
    }

    /** The first failure, the second, the fourth, the eighth: what fails for hours does not fill the log. */
    private void report(K key, Throwable failure, int failures) {
        boolean expected = failure instanceof Exception && !(failure instanceof RuntimeException);
        if (!expected) {
            log.error("{}: {} failed unexpectedly {} times in a row, trying again", name, key, failures, failure);
        } else if (Integer.bitCount(failures) == 1) {
            log.warn("{}: {} failed {} times in a row, trying again: {}", name, key, failures, failure.getMessage());
        }
    }

    /**
     * Collects the settings of a lane.
     *
     * @param <K> what names a piece of work
     */
    public static final class Builder<K> {

        private final String name;
        private final Reconciler<? super K> reconciler;
        private Function<? super K, String> group = key -> "";
        private int workers = 8;
        private int mostPerGroup;
        private Backoff backoff = Backoff.standard();
        private Clock clock = Clock.systemUTC();
        private RandomGenerator random = new Random();
        private @Nullable MeterRegistry registry;

        private Builder(String name, Reconciler<? super K> reconciler) {
            this.name = Objects.requireNonNull(name, "name is null");
            this.reconciler = Objects.requireNonNull(reconciler, "reconciler is null");
        }

        /**
         * Groups take turns, so that one with many keys does not keep the others waiting.
         *
         * @param group the group of a key; called under a lock, so it must be quick and must not call the lane
         */
        public Builder<K> group(Function<? super K, String> group) {
            this.group = group;
            return this;
        }

        /** How many keys of one group are worked on at once; by default as many as there are workers. */
        public Builder<K> mostPerGroup(int most) {
            this.mostPerGroup = most;
            return this;
        }

        /** How many keys are worked on at once; threads are started when they are needed first. */
        public Builder<K> workers(int workers) {
            this.workers = workers;
            return this;
        }

        /** How long to wait after failures. */
        public Builder<K> backoff(Backoff backoff) {
            this.backoff = backoff;
            return this;
        }

        /** The clock for delays and the random numbers for back-offs. */
        public Builder<K> clock(Clock clock, RandomGenerator random) {
            this.clock = clock;
            this.random = random;
            return this;
        }

        /** Where the lane records its depth, waiting times and durations. */
        public Builder<K> meters(MeterRegistry registry) {
            this.registry = registry;
            return this;
        }

        /** The lane, not started. */
        public Lane<K> build() {
            return new Lane<>(this);
        }
    }
}
