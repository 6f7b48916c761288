// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs things that may never end, for somebody who waits a while and not for ever. A few run at once; where they hang,
 * more are started beside them. Used by one thread, once.
 */
public final class Errands {

    private static final Logger log = LoggerFactory.getLogger(Errands.class);
    private static final int AT_ONCE = 8;
    private static final Duration HANGS = Duration.ofMillis(250);

    private record Errand(String name, Runnable task) {}

    private final ThreadFactory threads;
    private final Queue<Errand> waiting = new ConcurrentLinkedQueue<>();
    private final Map<String, Thread> underWay = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean over;

    /** Nothing runs yet; {@code name} is a prefix for the threads. */
    public Errands(String name) {
        threads = Threads.factory(name);
    }

    /** Adds a task that is run when somebody waits; {@code name} tells it from the others. */
    public void add(String name, Runnable task) {
        open.add(name);
        waiting.add(new Errand(name, task));
    }

    /** Runs all tasks and waits for them, so long at most; returns the names of those that have not ended. */
    public Set<String> await(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        hire();
        synchronized (ended) {
            while (!open.isEmpty() && System.nanoTime() < deadline) {
                int before = ended.get();
                long left = Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
                ended.wait(Math.min(left, HANGS.toMillis()));
                if (before == ended.get()) {
                    hire();
                }
            }
        }
        return new TreeSet<>(open);
    }

    /** Waits like {@link #await}, then interrupts those that go on; hurries when it is interrupted itself. */
    public Set<String> end(Duration most) {
        Set<String> left;
        try {
            left = await(most);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            left = new TreeSet<>(open);
        }
        over = true;
        waiting.clear();
        underWay.values().forEach(Thread::interrupt);
        return left;
    }

    private void hire() {
        for (int count = Math.min(AT_ONCE, waiting.size()); count > 0; count--) {
            threads.newThread(this::work).start();
        }
    }

    private void work() {
        for (Errand errand = waiting.poll(); errand != null; errand = waiting.poll()) {
            underWay.put(errand.name(), Thread.currentThread());
            if (over) {
                // It was taken before the end and put down behind it.
                Thread.currentThread().interrupt();
            }
            try {
                errand.task().run();
            } catch (Throwable unexpected) {
                log.error("{} failed unexpectedly", errand.name(), unexpected);
            } finally {
                end(errand.name());
            }
        }
    }

    private void end(String name) {
        underWay.remove(name);
        open.remove(name);
        synchronized (ended) {
            ended.incrementAndGet();
            ended.notifyAll();
        }
    }
}
