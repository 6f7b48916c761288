// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The first line that a lasting command prints, which says whether it does what it was started for. */
final class FirstLine {

    private static final int LONGEST = 1000;

    private FirstLine() {}

    /**
     * Reads the line and nothing behind it.
     *
     * @param process ended when the line does not come in time
     */
    static String read(RemoteProcess process, Duration patience, ScheduledThreadPoolExecutor timer) throws IOException {
        ScheduledFuture<?> end = timer.schedule(process::close, patience.toMillis(), TimeUnit.MILLISECONDS);
        InputStream output = process.output();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = output.read();
        while (next >= 0 && next != '\n' && line.size() < LONGEST) {
            line.write(next);
            next = output.read();
        }
        if (!end.cancel(false)) {
            throw new InterruptedIOException("a command said nothing for " + patience.toSeconds() + " s");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** What a command that has ended complained about. */
    static String complaint(RemoteProcess process) throws IOException {
        return new String(process.error().readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
    }
}
