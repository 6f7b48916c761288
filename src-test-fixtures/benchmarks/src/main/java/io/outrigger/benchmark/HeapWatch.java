// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

/** Collects what is not in use again and again, and remembers the most that was, on a thread of its own. */
final class HeapWatch implements AutoCloseable {

    private static final long PAUSE_MILLIS = 200;

    private final Thread thread = new Thread(this::look, "heap-watch");
    private volatile long most;

    private HeapWatch() {
        thread.setDaemon(true);
        thread.start();
    }

    static HeapWatch start() {
        return new HeapWatch();
    }

    /** The most bytes that were in use after a collection. */
    long most() {
        return most;
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(PAUSE_MILLIS);
                most = Math.max(most, Heap.collected());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
