// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

/** Interrupts the thread that made it, unless that thread is done before. */
final class Alarm implements Runnable {

    private final Thread thread = Thread.currentThread();
    private boolean stopped;
    private boolean rang;

    @Override
    public synchronized void run() {
        if (!stopped) {
            rang = true;
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
        if (rang) {
            // Whoever waits next must not take it for his own.
            Thread.interrupted();
        }
        return rang;
    }
}
