// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Threads for probes: as few as do, and never more than so many. */
final class ActionThreadsTest {

    private final List<Thread> made = new ArrayList<>();
    private final ActionThreads threads = new ActionThreads(this::thread);

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        synchronized (made) {
            made.add(thread);
        }
        return thread;
    }

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void fiftyContainersThatHangDoNotKeepAnotherWaiting() throws Exception {
        CountDownLatch hanging = new CountDownLatch(50);
        for (int container = 0; container < 50; container++) {
            threads.after(Duration.ZERO, () -> hang(hanging));
        }
        assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();
        CountDownLatch asked = new CountDownLatch(1);
        threads.after(Duration.ZERO, asked::countDown);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void moreThanThereAreWorkersWaitTheirTurnAndNoneIsLost() throws Exception {
        CountDownLatch done = new CountDownLatch(1000);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        for (int container = 0; container < 1000; container++) {
            threads.after(Duration.ZERO, () -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                Thread.yield();
                atOnce.decrementAndGet();
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(most.get()).isLessThanOrEqualTo(64);
        synchronized (made) {
            assertThat(made.size()).isLessThan(200);
        }
    }

    @Test
    void whatIsUnderWayIsInterruptedWhenNobodyWantsItAnyMore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Runnable cancel = threads.after(Duration.ZERO, () -> {
            hang(begun);
            interrupted.countDown();
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        cancel.run();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatFailsIsToldAndDoesNotTakeAWorkerWithIt() throws Exception {
        CountDownLatch told = new CountDownLatch(200);
        Logger logger = (Logger) LoggerFactory.getLogger(ActionThreads.class);
        Appender<ILoggingEvent> counting = counting(told);
        logger.addAppender(counting);
        logger.setAdditive(false);
        try {
            for (int container = 0; container < 200; container++) {
                threads.after(Duration.ZERO, () -> {
                    throw new IllegalStateException("a fault");
                });
            }
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            logger.detachAppender(counting);
            logger.setAdditive(true);
        }
        CountDownLatch asked = new CountDownLatch(1);
        threads.after(Duration.ZERO, asked::countDown);
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static Appender<ILoggingEvent> counting(CountDownLatch told) {
        AppenderBase<ILoggingEvent> counting = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                if (event.getThrowableProxy().getMessage().equals("a fault")) {
                    told.countDown();
                }
            }
        };
        counting.start();
        return counting;
    }

    @Test
    void afterTheEndNothingIsBegun() {
        threads.close();
        threads.after(Duration.ZERO, () -> {
            throw new AssertionError("was begun");
        });
        synchronized (made) {
            assertThat(made).isEmpty();
        }
    }

    private static void hang(CountDownLatch begun) {
        begun.countDown();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }
}
