// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs a command in a container, the way {@code kubectl exec} does, and kills it when its time is over. The time begins
 * when the command runs there: what the way to the host and its engine take is no fault of the container.
 */
final class CommandCheck implements AutoCloseable {

    private static final long IDLE_SECONDS = 10;

    private final Commands commands;
    private final ThreadFactory threads;
    private final ScheduledThreadPoolExecutor alarms;

    CommandCheck(Commands commands, ThreadFactory threads) {
        this.commands = commands;
        this.threads = threads;
        this.alarms = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = threads.newThread(work);
            thread.setName("probe-alarms");
            return thread;
        });
        alarms.setRemoveOnCancelPolicy(true);
        // Most of the time no command runs.
        alarms.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        alarms.allowCoreThreadTimeOut(true);
    }

    Answer run(Target target, List<String> command, Duration limit) throws InterruptedException {
        KeptText output = new KeptText();
        Alarm alarm = new Alarm();
        boolean late = false;
        try {
            int code = commands.run(
                    target,
                    command,
                    new ContainerStreams(null, output, output, null),
                    running -> CommandTime.begin(running, alarm, limit, alarms, threads));
            return code == 0 ? Answer.success(output.toString()) : Answer.failure(said(output, code));
        } catch (ProviderException exception) {
            String text = String.valueOf(exception.getMessage());
            return switch (exception.kind()) {
                case UNREACHABLE, NOT_FOUND -> Answer.absent(text);
                // It was not started, or nobody knows how it ended.
                case BUSY, INTERNAL, INVALID_POD, UNSUPPORTED, INVALID_CONFIG -> Answer.unknown(text);
            };
        } catch (InterruptedException exception) {
            late = alarm.stop();
            if (!late) {
                throw exception;
            }
            return Answer.failure("command timed out: \"" + String.join(" ", command) + "\" timed out after "
                    + GoErrors.duration(limit));
        } finally {
            if (!late) {
                alarm.stop();
            }
        }
    }

    private static String said(KeptText output, int code) {
        String text = output.toString();
        return text.isEmpty() ? "command terminated with exit code " + code : text;
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
