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

    /** Something that a process says. */
    private interface Words {
        String read() throws IOException;
    }

    /**
     * Reads the line and nothing behind it.
     *
     * @param process ended when the line does not come in time
     */
    static String read(RemoteProcess process, Duration patience, ScheduledThreadPoolExecutor timer) throws IOException {
        return inTime(process, patience, timer, () -> line(process.output()));
    }

    /** What a command complained about; it is ended when it does not end by itself. */
    static String complaint(RemoteProcess process, Duration patience, ScheduledThreadPoolExecutor timer)
            throws IOException {
        return inTime(
                process,
                patience,
                timer,
                () -> new String(process.error().readNBytes(LONGEST), StandardCharsets.UTF_8).strip());
    }

    private static String inTime(
            RemoteProcess process, Duration patience, ScheduledThreadPoolExecutor timer, Words words)
            throws IOException {
        ScheduledFuture<?> end = timer.schedule(process::close, patience.toMillis(), TimeUnit.MILLISECONDS);
        String said;
        try {
            said = words.read();
        } catch (IOException exception) {
            end.cancel(false);
            throw exception;
        }
        if (!end.cancel(false)) {
            throw new InterruptedIOException("a command said nothing for " + patience.toSeconds() + " s");
        }
        return said;
    }

    private static String line(InputStream output) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = output.read(); next >= 0 && next != '\n' && line.size() < LONGEST; next = output.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
