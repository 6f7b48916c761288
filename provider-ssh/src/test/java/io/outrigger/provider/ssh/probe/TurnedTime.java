// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.probe;

import io.outrigger.provider.ssh.action.Schedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A clock and a schedule that a test turns; what is due is done on the test's thread. */
final class TurnedTime extends Clock implements Schedule {

    private final Queue<Entry> waiting =
            new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparing(Entry::number));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private int number;

    private record Entry(Instant due, int number, Runnable work) {}

    @Override
    public Runnable after(Duration delay, Runnable work) {
        Entry entry = new Entry(now.plus(delay), number++, work);
        waiting.add(entry);
        return () -> waiting.remove(entry);
    }

    /** Lets time pass. */
    void pass(Duration time) {
        Instant end = now.plus(time);
        while (!waiting.isEmpty() && !waiting.peek().due().isAfter(end)) {
            Entry next = waiting.remove();
            now = next.due();
            next.work().run();
        }
        now = end;
    }

    /** Sets the clock, as an administrator may; what waits is not moved. */
    void jump(Duration by) {
        now = now.plus(by);
    }

    int waiting() {
        return waiting.size();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
