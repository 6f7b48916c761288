// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Interrupts the thread that made it, unless that thread is done before. */
final class Alarm implements Runnable {

    private final Thread thread = Thread.currentThread();
    private @Nullable Future<?> ringing;
    private boolean stopped;
    private boolean rang;

    /** What will ring it, or look whether to; it is cancelled when nobody needs it any more. */
    synchronized void rings(Future<?> later) {
        ringing = later;
        if (stopped) {
            later.cancel(false);
        }
    }

    @Override
    public synchronized void run() {
        if (!stopped) {
            rang = true;
            thread.interrupt();
        }
    }

    /** Nobody is left to ring it: the thread is interrupted all the same, as one that shall leave. */
    synchronized void leave() {
        if (!stopped) {
            thread.interrupt();
        }
    }

    /**
     * Ends it, and the interruption it has caused; called by the thread that made it.
     *
     * @return whether it has rung
     */
    synchronized boolean stop() {
        stopped = true;
        if (ringing != null) {
            ringing.cancel(false);
        }
        if (rang) {
            // Whoever waits next must not take it for his own.
            Thread.interrupted();
        }
        return rang;
    }
}
