// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The line of a command's error output which the supervisor writes before the command itself can write anything.
 *
 * @param words the words of the line; empty when the supervisor wrote none
 */
record CommandStart(List<String> words) {

    private static final int LONGEST = 200;
    private static final int MOST_LINES = 100;

    CommandStart {
        words = List.copyOf(words);
    }

    /** Reads the line and nothing behind it; what a login shell on the way complained about before is passed over. */
    static CommandStart read(InputStream error) throws IOException {
        CommandStart start = line(error);
        for (int lines = 1;
                lines < MOST_LINES && !start.started() && start.refusal().isEmpty();
                lines++) {
            start = line(error);
        }
        return start;
    }

    private static CommandStart line(InputStream error) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = error.read(); next >= 0 && next != '\n' && line.size() < LONGEST; next = error.read()) {
            line.write(next);
        }
        // A terminal ends its lines by two characters.
        String text = line.toString(StandardCharsets.US_ASCII).stripTrailing();
        return new CommandStart(text.isEmpty() ? List.of() : List.of(text.split(" ")));
    }

    boolean started() {
        return words.size() >= 3 && words.get(0).equals("started");
    }

    /** The process that leads the command's session; only of a command that was started. */
    String process() {
        return words.get(1);
    }

    /** When that process started, in the kernel's ticks; only of a command that was started. */
    String ticks() {
        return words.get(2);
    }

    /** The terminal it runs on; empty when it has none. */
    String terminal() {
        return words.size() > 3 ? words.get(3) : "";
    }

    /** Why it was not started, in one word of the supervisor's. */
    String refusal() {
        return words.size() >= 2 && words.get(0).equals("refused") ? words.get(1) : "";
    }
}
