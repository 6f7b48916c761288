// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keys that wait for a worker. A key is handed to one worker at a time; added while it waits it is there once, added
 * while it is worked on it is handed out once more. Keys belong to groups that take turns, and no group has more than
 * its share of workers. It starts no thread; a {@link Lane} does. Safe from any thread.
 */
final class WorkQueue<K> {

    private final Clock clock;
    private final Backoff backoff;
    private final RandomGenerator random;
    private final Function<? super K, String> groupOf;
    private final Runnable shortage;

    private final ReentrantLock lock = new ReentrantLock();
    /** Workers that wait for a key. */
    private final Condition idle = lock.newCondition();
    /** The one of them that wakes at the next alarm. */
    private final Condition timekeeper = lock.newCondition();

    private final Map<K, Entry<K>> entries = new HashMap<>();
    private final Alarms<K> alarms = new Alarms<>();
    private final Turns<K> turns;
    private final Busy<K> busy;
    private boolean timeKept;
    private boolean closed;

    /**
     * @param clock for delays
     * @param backoff how long to wait after failures
     * @param random for the back-off
     * @param groupOf the group of a key; must be quick
     * @param mostPerGroup how many keys of a group are handed out at once
     * @param most how many keys are handed out at once beside those that hang
     * @param shortage called, under the lock, when nobody waits for the next key or the next alarm
     */
    WorkQueue(
            Clock clock,
            Backoff backoff,
            RandomGenerator random,
            Function<? super K, String> groupOf,
            int mostPerGroup,
            int most,
            Runnable shortage) {
        this.clock = clock;
        this.backoff = backoff;
        this.random = random;
        this.groupOf = groupOf;
        this.shortage = shortage;
        this.turns = new Turns<>(mostPerGroup);
        this.busy = new Busy<>(most);
    }

    /** A key that was handed out, and how long it had been ready. */
    record Work<K>(K key, Duration waited) {}

    /** Adds a key; it is handed out as soon as a worker is free. */
    void add(K key) {
        lock.lock();
        try {
            makeReady(entries.computeIfAbsent(key, Entry::new));
        } finally {
            lock.unlock();
        }
    }

    /** Adds a key later; of several times the earliest counts. It counts even if the key is added meanwhile. */
    void addAfter(K key, Duration delay) {
        lock.lock();
        try {
            Entry<K> entry = entries.computeIfAbsent(key, Entry::new);
            Instant due = clock.instant().plus(delay);
            if (entry.asked == null || due.isBefore(entry.asked)) {
                entry.asked = due;
                setAlarm(entry);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A key to work on, or empty when there is none now; whoever has it must {@link #finish} or {@link #fail} it. */
    Optional<Work<K>> poll() {
        lock.lock();
        try {
            return Optional.ofNullable(next());
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a key to work on; empty when the queue was closed. */
    Optional<Work<K>> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                Work<K> work = next();
                if (work != null) {
                    if (turns.available() || !somebodyWaits()) {
                        callWorker();
                    }
                    return Optional.of(work);
                }
                awaitChange();
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Says that the work on a key is done; its failures are forgotten. */
    void finish(K key, Outcome outcome) {
        lock.lock();
        try {
            Entry<K> entry = worked(key);
            entry.failures = 0;
            entry.again = outcome.delay().map(clock.instant()::plus).orElse(null);
            release(entry);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that the work on a key failed; it is handed out again after a back-off, or at once when it was added
     * meanwhile.
     *
     * @param atLeast the shortest back-off, or zero
     * @return how often it failed in a row
     */
    int fail(K key, Duration atLeast) {
        lock.lock();
        try {
            Entry<K> entry = worked(key);
            int failures = ++entry.failures;
            Duration delay = backoff.delay(failures, random);
            entry.again = clock.instant().plus(delay.compareTo(atLeast) < 0 ? atLeast : delay);
            release(entry);
            return failures;
        } finally {
            lock.unlock();
        }
    }

    /** How many keys have been worked on for so long that they had to be replaced. */
    int hanging() {
        lock.lock();
        try {
            return busy.hanging();
        } finally {
            lock.unlock();
        }
    }

    /** How many keys are ready and wait for a worker. */
    int depth() {
        lock.lock();
        try {
            return turns.ready();
        } finally {
            lock.unlock();
        }
    }

    /** When the next delayed key falls due. */
    Optional<Instant> nextDue() {
        lock.lock();
        try {
            return alarms.next();
        } finally {
            lock.unlock();
        }
    }

    /** How many keys it remembers for whatever reason; zero when all is at rest. */
    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** Lets every waiting worker go; keys that are left are not handed out any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            idle.signalAll();
            timekeeper.signal();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Work<K> next() {
        Instant now = clock.instant();
        for (Entry<K> due = alarms.ring(now); due != null; due = alarms.ring(now)) {
            makeReady(due);
        }
        Entry<K> entry = busy.room(now) ? turns.next() : null;
        if (entry == null) {
            return null;
        }
        busy.begin(entry.key, now);
        entry.ready = false;
        entry.working = true;
        entry.again = null;
        alarms.update(entry);
        return new Work<>(entry.key, Duration.between(entry.readySince, now));
    }

    private void makeReady(Entry<K> entry) {
        if (entry.working) {
            entry.dirty = true;
        } else if (!entry.ready) {
            entry.ready = true;
            entry.readySince = clock.instant();
            entry.group = groupOf.apply(entry.key);
            turns.add(entry);
            if (turns.available()) {
                callWorker();
            }
        }
    }

    private void release(Entry<K> entry) {
        entry.working = false;
        busy.end(entry.key);
        turns.release(entry.group);
        if (entry.dirty) {
            entry.dirty = false;
            makeReady(entry);
        }
        setAlarm(entry);
        if (entry.idle()) {
            entries.remove(entry.key);
        }
        if (turns.available()) {
            callWorker();
        }
    }

    private void setAlarm(Entry<K> entry) {
        alarms.update(entry);
        (timeKept ? timekeeper : idle).signal();
    }

    private void callWorker() {
        if (lock.hasWaiters(idle)) {
            idle.signal();
        } else if (timeKept) {
            timekeeper.signal();
        } else {
            shortage.run();
        }
    }

    private boolean somebodyWaits() {
        return timeKept || lock.hasWaiters(idle);
    }

    /** When there may be a key to hand out although nobody adds or finishes one. */
    private Optional<Instant> nextChange() {
        Optional<Instant> room = turns.available() ? busy.roomAt() : Optional.empty();
        return Stream.of(alarms.next(), room).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    private Entry<K> worked(K key) {
        Entry<K> entry = entries.get(key);
        if (entry == null || !entry.working) {
            throw new IllegalStateException(key + " was not handed out");
        }
        return entry;
    }

    /** One worker waits for the next alarm, the others until they are called; so an alarm wakes one of them only. */
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void awaitChange() throws InterruptedException {
        Optional<Instant> due = nextChange();
        if (due.isEmpty() || timeKept) {
            idle.await();
            return;
        }
        timeKept = true;
        try {
            timekeeper.awaitNanos(Duration.between(clock.instant(), due.get()).toNanos());
        } finally {
            timeKept = false;
            // This worker may leave with a key; another one has to watch the clock then.
            idle.signal();
        }
    }
}
