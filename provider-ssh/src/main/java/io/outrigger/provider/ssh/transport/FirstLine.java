// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The first line that a lasting command prints, which says whether it does what it was started for. What a login shell
 * prints before it, by the files it reads at its start, is passed over.
 */
final class FirstLine {

    private static final int LONGEST = 1000;
    private static final int MOST_LINES = 100;

    private FirstLine() {}

    /**
     * Reads the line and nothing behind it.
     *
     * @param words with one of which the line begins
     * @param process ended when the line does not come in time
     * @return the line; the last one of the output when there is none of that kind
     */
    static String read(List<String> words, RemoteProcess process, Duration patience, ScheduledThreadPoolExecutor timer)
            throws IOException {
        ScheduledFuture<?> end = timer.schedule(process::close, patience.toMillis(), TimeUnit.MILLISECONDS);
        String line = "";
        for (int lines = 0; lines < MOST_LINES && words.stream().noneMatch(line::startsWith); lines++) {
            line = line(process.output());
        }
        if (!end.cancel(false)) {
            throw new InterruptedIOException("a command said nothing for " + patience.toSeconds() + " s");
        }
        return line;
    }

    private static String line(InputStream output) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = output.read(); next >= 0 && next != '\n' && line.size() < LONGEST; next = output.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** What a command that has ended complained about. */
    static String complaint(RemoteProcess process) throws IOException {
        return new String(process.error().readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
    }
}
