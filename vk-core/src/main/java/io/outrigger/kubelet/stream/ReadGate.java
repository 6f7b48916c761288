// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.vertx.core.streams.ReadStream;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Decides whether a connection reads on: not while its streams hold more than they should, nor while answers wait for a
 * client that only asks. SPDY as Kubernetes speaks it has no windows, so a stream that nobody reads holds up the others
 * of its connection, and nobody else. Runs on the event loop but for {@link #release}.
 */
final class ReadGate {

    /** How much of what the client sent may wait for its readers before reading pauses. */
    static final int FULL = 256 * 1024;

    private static final int LOW = FULL / 2;

    private final ReadStream<?> reading;
    private final Executor loop;
    private final AtomicInteger held = new AtomicInteger();
    private volatile boolean full;
    private boolean owing;
    private boolean open;
    private boolean paused;

    /** @param loop runs something on the event loop */
    ReadGate(ReadStream<?> reading, Executor loop) {
        this.reading = reading;
        this.loop = loop;
    }

    /** The client has sent something that waits for its reader. */
    void hold(int bytes) {
        if (held.addAndGet(bytes) >= FULL && !full) {
            full = true;
            // The reader may have been quicker than this method.
            full = held.get() > LOW;
            regulate();
        }
    }

    /** A reader has taken or renounced what was held. From any thread. */
    void release(int bytes) {
        if (held.addAndGet(-bytes) <= LOW && full) {
            loop.execute(() -> {
                full = full && held.get() > LOW;
                regulate();
            });
        }
    }

    /** Whether answers wait that the client has asked for. */
    void owing(boolean owes) {
        owing = owes;
        regulate();
    }

    /** From now on everything is read, because it is thrown away. */
    void open() {
        open = true;
        regulate();
    }

    boolean isPaused() {
        return paused;
    }

    private void regulate() {
        boolean pause = (full || owing) && !open;
        if (pause == paused) {
            return;
        }
        paused = pause;
        if (pause) {
            reading.pause();
        } else {
            reading.resume();
        }
    }
}
