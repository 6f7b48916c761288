// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrigger.kube.KubeException;
import io.outrigger.site.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LaneTest {

    private final ManualClock clock = new ManualClock();
    private final List<String> worked = new ArrayList<>();

    private Lane<String> stepped(Reconciler<String> reconciler) {
        return Lane.builder("test", reconciler).clock(clock, new Random(1)).build();
    }

    @Test
    void whatIsAddedBeforeTheStartIsWorkedOn() throws InterruptedException {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        Reconciler<String> reconciler = key -> {
            done.add(key);
            return Outcome.done();
        };
        try (Lane<String> lane = Lane.builder("test", reconciler).build()) {
            lane.add("a");
            lane.start();
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("a");
            lane.addAfter("b", Duration.ofMillis(5));
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("b");
        }
    }

    @Test
    void anEarlierDelayWakesAWorkerThatWaitsForALaterOne() throws InterruptedException {
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        Reconciler<String> reconciler = key -> {
            done.add(key);
            return Outcome.done();
        };
        try (Lane<String> lane = Lane.builder("test", reconciler).workers(3).build()) {
            lane.start();
            lane.addAfter("late", Duration.ofHours(1));
            lane.addAfter("early", Duration.ofMillis(20));
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("early");
        }
    }

    @Test
    void aReconcilerThatThrowsIsCalledAgain() {
        Lane<String> lane = stepped(key -> {
            worked.add(key);
            if (worked.size() < 4) {
                throw worked.size() == 1 ? new IllegalStateException("a bug") : new java.io.IOException("weather");
            }
            return Outcome.done();
        });
        lane.add("a");
        for (int round = 0; round < 10; round++) {
            lane.step();
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(worked).containsExactly("a", "a", "a", "a");
    }

    @Test
    void aReconcilerThatBreaksWithAnErrorIsCalledAgain() {
        Lane<String> lane = stepped(key -> {
            worked.add(key);
            if (worked.size() == 1) {
                throw new StackOverflowError();
            }
            return Outcome.done();
        });
        lane.add("a");
        lane.step();
        clock.advance(Duration.ofMinutes(1));
        lane.step();
        assertThat(worked).containsExactly("a", "a");
    }

    @Test
    void anApiServerThatSaysRetryAfterIsLeftAloneThatLong() {
        Lane<String> lane = stepped(key -> {
            worked.add(key);
            throw new KubeException(429, "TooManyRequests", "too many requests", Duration.ofSeconds(90), null);
        });
        lane.add("a");
        lane.step();
        clock.advance(Duration.ofSeconds(89));
        assertThat(lane.step()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(lane.step()).isTrue();
    }

    @Test
    void anOutcomeBringsAKeyBackByItself() {
        Lane<String> lane = stepped(key -> {
            worked.add(key);
            return Outcome.after(Duration.ofSeconds(5));
        });
        lane.add("a");
        lane.step();
        assertThat(lane.step()).isFalse();
        clock.advance(Duration.ofSeconds(5));
        assertThat(lane.step()).isTrue();
    }

    @Test
    void workersThatHangKeepNobodyWaitingWhileThereMayBeMore() throws InterruptedException {
        var release = new CountDownLatch(1);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        Reconciler<String> reconciler = key -> {
            if (key.startsWith("hanging")) {
                release.await();
            }
            done.add(key);
            return Outcome.done();
        };
        try (Lane<String> lane = Lane.builder("test", reconciler).workers(4).build()) {
            lane.start();
            lane.addAfter("delayed", Duration.ofMillis(50));
            lane.add("hanging-1");
            lane.add("hanging-2");
            lane.add("hanging-3");
            lane.add("quick");
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("quick");
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("delayed");
            release.countDown();
        }
    }

    @Test
    void asManyAsWorkMayHangAndTheOthersAreServedWhereWorkersAreReplaced() throws InterruptedException {
        var release = new CountDownLatch(1);
        BlockingQueue<String> done = new LinkedBlockingQueue<>();
        Reconciler<String> reconciler = key -> {
            if (key.startsWith("hanging")) {
                release.await();
            }
            done.add(key);
            return Outcome.done();
        };
        try (Lane<String> lane =
                Lane.builder("test", reconciler).workers(2).replaceHanging(10).build()) {
            lane.start();
            for (int number = 0; number < 10; number++) {
                lane.add("hanging-" + number);
            }
            lane.add("quick");
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("quick");
            release.countDown();
            for (int number = 0; number < 10; number++) {
                assertThat(done.poll(10, TimeUnit.SECONDS)).startsWith("hanging");
            }
            lane.add("later");
            assertThat(done.poll(10, TimeUnit.SECONDS)).isEqualTo("later");
        }
    }

    @Test
    void closingInterruptsWhatHangsAfterAWhile() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        Reconciler<String> reconciler = key -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException end) {
                interrupted.countDown();
            }
            return Outcome.done();
        };
        Lane<String> lane = Lane.builder("test", reconciler).build();
        lane.start();
        lane.add("a");
        begun.await();
        lane.close();
        interrupted.await();
    }

    @Test
    void closingWaitsForTheWorkThatIsUnderWay() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var mayEnd = new CountDownLatch(1);
        Reconciler<String> reconciler = key -> {
            begun.countDown();
            mayEnd.await();
            worked.add(key);
            return Outcome.done();
        };
        Lane<String> lane = Lane.builder("test", reconciler).workers(1).build();
        lane.start();
        lane.add("a");
        lane.add("b");
        begun.await();
        var closing = new Thread(lane::close);
        closing.start();
        mayEnd.countDown();
        closing.join();
        assertThat(worked).first().isEqualTo("a");
        assertThat(worked).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void depthWaitingTimeAndOutcomesAreMeasured() {
        var registry = new SimpleMeterRegistry();
        Lane<String> lane = Lane.<String>builder("test", key -> {
                    if (key.equals("bad")) {
                        throw new java.io.IOException("weather");
                    }
                    return Outcome.done();
                })
                .clock(clock, new Random(1))
                .meters(registry)
                .build();
        lane.add("good");
        lane.add("bad");
        assertThat(registry.get("outrigger.lane.depth")
                        .tag("lane", "test")
                        .gauge()
                        .value())
                .isEqualTo(2);
        clock.advance(Duration.ofSeconds(2));
        lane.step();
        lane.step();
        assertThat(registry.get("outrigger.lane.wait").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(4);
        assertThat(registry.get("outrigger.lane.reconcile")
                        .tag("outcome", "done")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("outrigger.lane.reconcile")
                        .tag("outcome", "failed")
                        .timer()
                        .count())
                .isEqualTo(1);
    }
}
