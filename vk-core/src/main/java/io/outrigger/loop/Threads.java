// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * The one class that creates threads. They are named and daemon; for blocking work they are virtual on JDK 21 and newer
 * and come from a bounded pool on 17. Safe from any thread.
 */
public final class Threads {

    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    private Threads() {}

    /**
     * Makes threads for blocking work.
     *
     * @param name a prefix; a number follows
     */
    public static ThreadFactory factory(String name) {
        return VIRTUAL ? virtual(name) : platform(name);
    }

    /**
     * Runs blocking work.
     *
     * @param name a prefix for its threads
     * @param most how many run at once; more wait in the order they came
     */
    public static ExecutorService workers(String name, int most) {
        var workers =
                new ThreadPoolExecutor(most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    /**
     * Runs blocking work at once, on as many threads as it takes; for readers of streams, whose number is bounded by
     * who opens streams.
     *
     * @param name a prefix for its threads
     */
    public static ExecutorService elastic(String name) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name));
    }

    /**
     * Runs short work later, on one platform thread; what blocks belongs on {@link #workers}.
     *
     * @param name the thread's name
     */
    public static ScheduledExecutorService timer(String name) {
        return Executors.newSingleThreadScheduledExecutor(platform(name));
    }

    private static ThreadFactory platform(String name) {
        var number = new AtomicLong();
        return task -> {
            var thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler(Threads::log);
            return thread;
        };
    }

    /** {@code Thread.ofVirtual().name(name-, 1).uncaughtExceptionHandler(...).factory()}, which JDK 17 cannot compile. */
    private static ThreadFactory virtual(String name) {
        try {
            var lookup = MethodHandles.publicLookup();
            Class<?> builder = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object made = lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(builder))
                    .invoke();
            made = lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class, long.class))
                    .invoke(made, name + "-", 1L);
            made = lookup.findVirtual(
                            builder,
                            "uncaughtExceptionHandler",
                            MethodType.methodType(builder, Thread.UncaughtExceptionHandler.class))
                    .invoke(made, (Thread.UncaughtExceptionHandler) Threads::log);
            return (ThreadFactory) lookup.findVirtual(
                            Class.forName("java.lang.Thread$Builder"),
                            "factory",
                            MethodType.methodType(ThreadFactory.class))
                    .invoke(made);
        } catch (Throwable impossible) {
            throw new LinkageError("this JVM says it has virtual threads but does not", impossible);
        }
    }

    private static void log(Thread thread, Throwable failure) {
        LoggerFactory.getLogger(Threads.class).error("thread {} died", thread.getName(), failure);
    }
}
