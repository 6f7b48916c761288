// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What was called and reported in one test, with times. Safe from any thread. */
final class Transcript {

    private static final int SHOWN = 60;

    private final long begin = System.nanoTime();
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    private record Entry(Duration since, String text) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%8.3f s  %s", since.toMillis() / 1000.0, text);
        }
    }

    void add(String text) {
        entries.add(new Entry(Duration.ofNanos(System.nanoTime() - begin), text));
    }

    @Override
    public String toString() {
        List<String> lines = lines();
        int hidden = Math.max(0, lines.size() - SHOWN);
        String shown = lines.stream().skip(hidden).collect(Collectors.joining("\n"));
        return hidden == 0 ? shown : "(" + hidden + " earlier lines)\n" + shown;
    }

    /** A line for each entry, but not for those that only repeat the one before: the kit asks again and again. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        String before = "";
        int repeated = 0;
        for (Entry entry : entries) {
            if (entry.text().equals(before)) {
                repeated++;
                String again = String.format(
                        Locale.ROOT,
                        "            and %d times more until %.3f s",
                        repeated,
                        entry.since().toMillis() / 1000.0);
                if (repeated > 1) {
                    lines.remove(lines.size() - 1);
                }
                lines.add(again);
            } else {
                repeated = 0;
                lines.add(entry.toString());
            }
            before = entry.text();
        }
        return lines;
    }
}
