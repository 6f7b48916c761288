// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Many threads add, delay, take, finish and fail at once; whatever the order, no promise of the queue is broken. */
final class WorkQueueConcurrencyTest {

    private static final int KEYS = 40;
    private static final int WORKERS = 6;
    private static final int PRODUCERS = 4;
    private static final int ROUNDS = 3_000;
    private static final int SHARE = 2;

    private final WorkQueue<Integer> queue = new WorkQueue<>(
            Clock.systemUTC(),
            new Backoff(Duration.ofNanos(1_000), Duration.ofMillis(2)),
            new Random(7),
            key -> "group" + key % 5,
            SHARE,
            Integer.MAX_VALUE,
            () -> {});

    /** Of each key: how often it was asked for, and how much of that a worker had seen when it began. */
    private final AtomicInteger[] asked = new AtomicInteger[KEYS];

    private final int[] seen = new int[KEYS];
    private final AtomicInteger[] inside = new AtomicInteger[KEYS];
    private final Map<String, AtomicInteger> perGroup = new ConcurrentHashMap<>();
    private final List<String> broken = new ArrayList<>();

    @RepeatedTest(3)
    @Timeout(60)
    void noKeyIsWorkedOnTwiceAtOnceAndNoWorkIsLost() throws InterruptedException {
        for (int key = 0; key < KEYS; key++) {
            asked[key] = new AtomicInteger();
            inside[key] = new AtomicInteger();
        }
        List<Thread> workers = start(WORKERS, this::work);
        start(PRODUCERS, this::produce).forEach(WorkQueueConcurrencyTest::join);
        while (queue.size() > 0) {
            Thread.onSpinWait();
        }
        queue.close();
        workers.forEach(WorkQueueConcurrencyTest::join);

        assertThat(broken).isEmpty();
        for (int key = 0; key < KEYS; key++) {
            assertThat(seen[key])
                    .as("requests for key %d that a worker saw", key)
                    .isEqualTo(asked[key].get());
        }
    }

    private void produce() {
        var random = ThreadLocalRandom.current();
        for (int round = 0; round < ROUNDS; round++) {
            int key = random.nextInt(KEYS);
            asked[key].incrementAndGet();
            if (random.nextInt(4) == 0) {
                queue.addAfter(key, Duration.ofNanos(random.nextInt(500_000)));
            } else {
                queue.add(key);
            }
        }
    }

    private void work() {
        try {
            for (Optional<WorkQueue.Work<Integer>> work = queue.take(); work.isPresent(); work = queue.take()) {
                work(work.get().key());
            }
        } catch (InterruptedException unexpected) {
            report("interrupted");
        }
    }

    private void work(int key) {
        AtomicInteger group = perGroup.computeIfAbsent("group" + key % 5, name -> new AtomicInteger());
        if (inside[key].incrementAndGet() != 1) {
            report("two workers at key " + key);
        }
        if (group.incrementAndGet() > SHARE) {
            report("a group has more than its share");
        }
        int now = asked[key].get();
        boolean fails = ThreadLocalRandom.current().nextInt(10) == 0;
        if (!fails) {
            // Handed from worker to worker by the queue's lock alone.
            seen[key] = now;
        }
        group.decrementAndGet();
        inside[key].decrementAndGet();
        if (fails) {
            queue.fail(key, Duration.ZERO);
        } else {
            queue.finish(key, Outcome.done());
        }
    }

    private synchronized void report(String what) {
        broken.add(what);
    }

    private static List<Thread> start(int many, Runnable task) {
        var begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < many; number++) {
            var thread = new Thread(() -> {
                try {
                    begin.await(10, TimeUnit.SECONDS);
                    task.run();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        begin.countDown();
        return threads;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
