// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** A clock and a schedule that a test turns; what is due is done on the test's thread. */
public final class TurnedTime extends Clock implements Schedule {

    private final Queue<Entry> waiting =
            new PriorityQueue<>(Comparator.comparing(Entry::due).thenComparing(Entry::number));
    private Instant shown = Instant.parse("2026-01-01T00:00:00Z");
    private Duration passed = Duration.ZERO;
    private int number;

    private record Entry(Duration due, int number, Runnable work) {}

    @Override
    public Runnable after(Duration delay, Runnable work) {
        Entry entry = new Entry(passed.plus(delay), number++, work);
        waiting.add(entry);
        return () -> waiting.remove(entry);
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        Duration end = passed.plus(time);
        while (!waiting.isEmpty() && waiting.peek().due().compareTo(end) <= 0) {
            Entry next = waiting.remove();
            moveTo(next.due());
            next.work().run();
        }
        moveTo(end);
    }

    private void moveTo(Duration time) {
        jump(time.minus(passed));
        passed = time;
    }

    /** Sets the clock, as an administrator may; what waits is due after as long as before. */
    public void jump(Duration by) {
        shown = shown.plus(by);
    }

    /** How much waits. */
    public int waiting() {
        return waiting.size();
    }

    @Override
    public Instant instant() {
        return shown;
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
