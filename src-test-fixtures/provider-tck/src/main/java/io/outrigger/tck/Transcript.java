// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What was called and reported in one test, with times. Safe from any thread. */
final class Transcript {

    private static final int SHOWN = 60;

    private final long begin = System.nanoTime();
    private final List<String> lines = new CopyOnWriteArrayList<>();

    void add(String line) {
        Duration since = Duration.ofNanos(System.nanoTime() - begin);
        lines.add(String.format(Locale.ROOT, "%8.3f s  %s", since.toMillis() / 1000.0, line));
    }

    @Override
    public String toString() {
        int hidden = Math.max(0, lines.size() - SHOWN);
        String shown = lines.stream().skip(hidden).collect(Collectors.joining("\n"));
        return hidden == 0 ? shown : "(" + hidden + " earlier lines)\n" + shown;
    }
}
