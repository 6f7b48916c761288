// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import org.jspecify.annotations.Nullable;

/**
 * The thread that calls a provider for a client, interrupted once the client has gone. Entered and left by the thread
 * itself, cancelled by any.
 */
public final class CallingThread {

    private @Nullable Thread thread;
    private boolean cancelled;

    /** Begins on the present thread; false when there is nobody left to call for. */
    public synchronized boolean enter() {
        if (cancelled) {
            return false;
        }
        thread = Thread.currentThread();
        return true;
    }

    /** Ends what {@link #enter} began; an interrupt that comes late does not meet what the thread does next. */
    public synchronized void leave() {
        if (thread != null && Thread.interrupted()) {
            cancelled = true;
        }
        thread = null;
    }

    /** Interrupts the thread, now or as soon as it would enter. */
    public synchronized void cancel() {
        cancelled = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Whether there is nobody left to call for. */
    public synchronized boolean isCancelled() {
        return cancelled;
    }
}
