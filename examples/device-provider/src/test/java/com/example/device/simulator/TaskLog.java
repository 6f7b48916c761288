// SPDX-License-Identifier: Apache-2.0
package com.example.device.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** The log of one instance of a task. The simulator's monitor guards it. */
final class TaskLog {

    private static final int MOST_LINES = 100;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    void add(String line) {
        lines.add(TIME.format(Instant.now()) + " " + line + "\n");
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }

    int size() {
        return lines.size();
    }

    /** Where the piece that begins at a line ends. */
    int endOfPiece(int from) {
        return Math.min(lines.size(), from + MOST_LINES);
    }

    byte[] piece(int from, int to) {
        return String.join("", lines.subList(from, to)).getBytes(StandardCharsets.UTF_8);
    }
}
