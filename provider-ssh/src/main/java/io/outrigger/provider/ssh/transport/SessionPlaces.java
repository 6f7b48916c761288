// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How many sessions one connection carries: a server takes ten by default, and counts those whose commands go on after
 * their channels are closed longer than we do. Safe from any thread.
 */
final class SessionPlaces {

    static final int MOST = 6;

    /** How long a server that took one session less is believed to take no more: what it still counts ends meanwhile. */
    static final Duration BELIEVED = Duration.ofSeconds(20);

    private final BooleanSupplier open;
    private final LongSupplier nanoseconds;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private int limit = MOST;
    private long lowered;
    private int used;
    private boolean retired;

    /**
     * @param open whether the connection is there at all
     * @param nanoseconds the present time, as {@link System#nanoTime} tells it
     */
    SessionPlaces(BooleanSupplier open, LongSupplier nanoseconds) {
        this.open = open;
        this.nanoseconds = nanoseconds;
    }

    /** Takes the place of one session, if that leaves so many free. */
    boolean take(int free) {
        lock.lock();
        try {
            if (!open.getAsBoolean() || used + free >= limit()) {
                return false;
            }
            used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the place of one session, waiting for it; false when none was given back in time. */
    boolean await(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (open.getAsBoolean() && used >= limit()) {
                if (left <= 0) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back. */
    void release() {
        lock.lock();
        try {
            used--;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone: nobody waits any longer. */
    void gone() {
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives no place any more, unless one is taken. */
    boolean retire() {
        lock.lock();
        try {
            retired = used == 0;
            return retired;
        } finally {
            lock.unlock();
        }
    }

    /** The server takes fewer sessions than we thought: the one that is being opened is one too many. */
    void lower() {
        lock.lock();
        try {
            limit = Math.max(1, used - 1);
            lowered = nanoseconds.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    private int limit() {
        if (retired) {
            return 0;
        }
        if (limit < MOST && nanoseconds.getAsLong() - lowered >= BELIEVED.toNanos()) {
            limit = MOST;
        }
        return limit;
    }
}
