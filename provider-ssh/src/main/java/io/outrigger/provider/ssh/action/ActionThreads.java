// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads of one site for what it does to containers: one that keeps the times, and as many workers as are needed at
 * once, up to a limit; a worker that has nothing to do for ten seconds ends. Slow containers take workers for as long as
 * they are slow, so that they keep others waiting only when there are more of them than workers.
 */
public final class ActionThreads implements Schedule, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ActionThreads.class);

    private static final int MOST_WORKERS = 64;
    private static final long IDLE_SECONDS = 10;

    private final ScheduledThreadPoolExecutor times;
    private final ThreadPoolExecutor workers;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    /**
     * @param threads makes them all
     */
    public ActionThreads(ThreadFactory threads) {
        times = new ScheduledThreadPoolExecutor(1, named(threads, "probe-times"));
        times.setRemoveOnCancelPolicy(true);
        workers = new ThreadPoolExecutor(
                0,
                // Those that end at this moment come on top.
                Integer.MAX_VALUE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named(threads, "probe-worker"));
    }

    private static ThreadFactory named(ThreadFactory threads, String name) {
        return work -> {
            Thread thread = threads.newThread(work);
            thread.setName(name);
            return thread;
        };
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        Task task = new Task(work);
        try {
            var due = times.schedule(() -> submit(task), delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> {
                due.cancel(false);
                task.cancel(true);
            };
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    private synchronized void submit(Runnable work) {
        if (busy == MOST_WORKERS) {
            waiting.add(work);
            return;
        }
        workers.execute(() -> workOff(work));
        busy++;
    }

    private void workOff(Runnable first) {
        for (Runnable next = first; next != null; next = another()) {
            next.run();
            // What was cancelled may have left its interruption behind.
            if (Thread.interrupted() && workers.isShutdown()) {
                return;
            }
        }
    }

    private synchronized @Nullable Runnable another() {
        Runnable next = waiting.poll();
        if (next == null) {
            busy--;
        }
        return next;
    }

    /** Work that can be cancelled, and whose faults are told, for nobody asks for its result. */
    private static final class Task extends FutureTask<Boolean> {

        Task(Runnable work) {
            super(work, true);
        }

        @Override
        protected void setException(Throwable fault) {
            super.setException(fault);
            if (isCancelled()) {
                return;
            }
            LOG.atError().setCause(fault).log("What was to be done to a container failed in an unexpected way");
        }
    }

    /** Interrupts what is under way; nothing is begun any more. */
    @Override
    public void close() {
        times.shutdownNow();
        workers.shutdownNow();
    }
}
