// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Waits for SIGTERM, SIGINT or SIGHUP. The JVM ends when its hooks have ended, so the hook holds it until this is closed;
 * whoever uses it closes it last. Used by the main thread.
 */
final class StopRequest implements AutoCloseable {

    private static final long LONGEST_STOP_SECONDS = 25;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "stop");

    private StopRequest() {}

    static StopRequest listen() {
        var request = new StopRequest();
        Runtime.getRuntime().addShutdownHook(request.hook);
        return request;
    }

    void await() throws InterruptedException {
        asked.await();
    }

    @Override
    public void close() {
        finished.countDown();
    }

    private void stop() {
        asked.countDown();
        try {
            if (!finished.await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                Runtime.getRuntime().halt(Main.CANNOT_START);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
