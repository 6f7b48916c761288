// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;

/** Reading, writing and waiting in lambdas that must not throw, as providers' methods must not. */
final class Io {

    private Io() {}

    static void write(OutputStream stream, String text) {
        write(stream, text.getBytes(StandardCharsets.UTF_8));
    }

    static void write(OutputStream stream, byte[] bytes) {
        try {
            stream.write(bytes);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Waits until what was moving has not moved for a while, which is how a full connection shows, and says how much it was. */
    static long plateau(LongSupplier moved) {
        var last = new AtomicLong();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(40))
                .until(() -> {
                    long now = moved.getAsLong();
                    return now > 0 && now == last.getAndSet(now);
                });
        return last.get();
    }

    /** Runs something that may fail when a connection breaks; the test sees what is missing. */
    static Thread inBackground(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception closed) {
                        // The test sees what is missing.
                    }
                },
                "in-background");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What may fail. */
    interface Work {
        void run() throws Exception;
    }

    static String readAll(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    static int read(InputStream stream, byte[] into) {
        try {
            return stream.read(into);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
