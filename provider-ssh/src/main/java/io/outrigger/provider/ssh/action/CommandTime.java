// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The time that a command has in its container. When it seems to be over, the host is asked for how long the command has
 * run there: its engine may have been busy with others. Nearly all commands end before, and cost no question.
 */
final class CommandTime implements Runnable {

    /** What an engine may take on top, so that one that hangs is seen. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** A kernel counts in such steps. */
    private static final Duration STEP = Duration.ofMillis(10);

    private final Commands.Running command;
    private final Alarm alarm;
    private final Duration limit;
    private final ScheduledThreadPoolExecutor alarms;
    private final ThreadFactory threads;
    private final long end;

    private CommandTime(
            Commands.Running command,
            Alarm alarm,
            Duration limit,
            ScheduledThreadPoolExecutor alarms,
            ThreadFactory threads) {
        this.command = command;
        this.alarm = alarm;
        this.limit = limit;
        this.alarms = alarms;
        this.threads = threads;
        this.end = System.nanoTime() + limit.plus(PATIENCE).toNanos();
    }

    /** The host has begun to run a command; its alarm rings when its time is over, unless it is stopped before. */
    static void begin(
            Commands.Running command,
            Alarm alarm,
            Duration limit,
            ScheduledThreadPoolExecutor alarms,
            ThreadFactory threads) {
        new CommandTime(command, alarm, limit, alarms, threads).wake(limit);
    }

    private void wake(Duration later) {
        try {
            alarm.rings(alarms.schedule(this, later.toMillis(), TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException closed) {
            // The site was closed, which ends the command as well.
            alarm.leave();
        }
    }

    @Override
    public void run() {
        // The host may take long to answer, and other commands have alarms.
        Thread thread = threads.newThread(this::look);
        thread.setName("probe-look");
        thread.start();
    }

    private void look() {
        Duration left = left();
        if (left.compareTo(STEP) > 0) {
            wake(left);
        } else {
            alarm.run();
        }
    }

    private Duration left() {
        try {
            Duration age = command.age().orElse(Duration.ZERO);
            Duration most = Duration.ofNanos(end - System.nanoTime());
            Duration left = limit.minus(age);
            return left.compareTo(most) < 0 ? left : most;
        } catch (ProviderException exception) {
            // Whether the host can be reached at all is asked by whoever hears of the failure.
            return Duration.ZERO;
        }
    }
}
