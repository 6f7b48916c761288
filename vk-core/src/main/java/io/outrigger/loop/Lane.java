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
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** How long workers that were interrupted may take to notice. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final String name;
    private final Reconciler<? super K> reconciler;
    private final WorkQueue<K> queue;
    private final LaneMeters meters;
    private final ThreadFactory factory;
    private final int workers;
    private final int mostHanging;
    private final AtomicInteger hired = new AtomicInteger();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private volatile boolean working;
    private volatile long stopped;

    private Lane(Builder<K> builder) {
        name = builder.name;
        reconciler = builder.reconciler;
        workers = builder.workers;
        mostHanging = builder.mostHanging;
        factory = Threads.factory(name);
        int mostPerGroup = builder.mostPerGroup > 0 ? builder.mostPerGroup : workers + mostHanging;
        int most = mostHanging > 0 ? workers : Integer.MAX_VALUE;
        queue = new WorkQueue<>(
                builder.clock, builder.backoff, builder.random, builder.group, mostPerGroup, most, this::hire);
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

    /** Takes no more keys; whoever stops several lanes and closes them then waits for all of them at once. */
    public synchronized void stop() {
        if (stopped == 0) {
            stopped = Math.max(1, System.nanoTime());
        }
        working = false;
        queue.close();
    }

    /** Takes no more keys, gives the workers 3 s since {@link #stop} to end what they do, then interrupts them. */
    @Override
    public void close() {
        stop();
        try {
            join(stopped + PATIENCE.toNanos());
            threads.forEach(Thread::interrupt);
            join(System.nanoTime() + LAST_WORDS.toNanos());
        } catch (InterruptedException hurry) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        long left = threads.stream().filter(Thread::isAlive).count();
        if (left > 0) {
            log.warn("{}: {} calls neither return nor heed an interrupt; their threads are left behind", name, left);
        }
    }

    private void join(long deadline) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
    }

    private void hire() {
        if (!working) {
            return;
        }
        // One more than work at once, because somebody has to notice that others hang.
        int most = mostHanging > 0 ? workers + mostHanging + 1 : workers;
        if (hired.incrementAndGet() > most) {
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
            do {
                var work = queue.take();
                if (work.isEmpty()) {
                    return;
                }
                reconcile(work.get());
            } while (!dispensable());
            threads.remove(Thread.currentThread());
        } catch (InterruptedException closed) {
            log.debug("{}: worker interrupted by close", name);
        }
    }

    /** Whether this worker was hired for one that hung and does so no longer; it is dismissed then. */
    private synchronized boolean dispensable() {
        if (mostHanging == 0 || hired.get() <= workers + 1 + queue.hanging()) {
            return false;
        }
        hired.decrementAndGet();
        return true;
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
        if (Integer.bitCount(failures) != 1) {
            return;
        }
        boolean expected = failure instanceof Exception && !(failure instanceof RuntimeException);
        if (!expected) {
            log.error("{}: {} failed unexpectedly {} times in a row, trying again", name, key, failures, failure);
        } else {
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
        private int mostHanging;
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

        /**
         * Up to how many workers that have been at one key for a quarter of a second are replaced by others until they
         * return; by default none. For keys whose work may hang for ever for reasons of their own.
         */
        public Builder<K> replaceHanging(int most) {
            this.mostHanging = most;
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
