// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.site.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WorkQueueTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualClock clock = new ManualClock();
    private final WorkQueue<String> queue = queue(2);

    private WorkQueue<String> queue(int mostPerGroup) {
        return queue(mostPerGroup, Integer.MAX_VALUE);
    }

    private WorkQueue<String> queue(int mostPerGroup, int most) {
        var backoff = new Backoff(Duration.ofSeconds(1), MINUTE);
        return new WorkQueue<>(clock, backoff, new Random(1), key -> key.substring(0, 1), mostPerGroup, most, () -> {});
    }

    private Optional<String> poll() {
        return queue.poll().map(WorkQueue.Work::key);
    }

    @Test
    void aKeyAddedOftenIsHandedOutOnce() {
        queue.add("a1");
        queue.add("a1");
        assertThat(queue.depth()).isEqualTo(1);
        assertThat(poll()).contains("a1");
        assertThat(poll()).isEmpty();
    }

    @Test
    void keysThatAreWorkedOnForAWhileMakeRoomForOthers() {
        WorkQueue<String> narrow = queue(2, 2);
        narrow.add("a1");
        narrow.add("b1");
        narrow.add("c1");
        narrow.poll();
        narrow.poll();
        assertThat(narrow.poll()).isEmpty();

        clock.advance(Busy.HANGS);
        assertThat(narrow.poll()).isPresent();
        assertThat(narrow.hanging()).isEqualTo(1);
        narrow.finish("a1", Outcome.done());
        assertThat(narrow.hanging()).isZero();
    }

    @Test
    void aKeyThatIsWorkedOnIsNotHandedOutToASecondWorker() {
        queue.add("a1");
        poll();
        queue.add("a1");
        assertThat(poll()).isEmpty();
    }

    @Test
    void aKeyAddedWhileItIsWorkedOnIsHandedOutOnceMore() {
        queue.add("a1");
        poll();
        queue.add("a1");
        queue.add("a1");
        queue.finish("a1", Outcome.done());
        assertThat(poll()).contains("a1");
        queue.finish("a1", Outcome.done());
        assertThat(poll()).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void aDelayedKeyIsHandedOutWhenItsTimeComes() {
        queue.addAfter("a1", MINUTE);
        clock.advance(Duration.ofSeconds(59));
        assertThat(poll()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(poll()).contains("a1");
    }

    @Test
    void theShortestOfSeveralDelaysCounts() {
        queue.addAfter("a1", MINUTE);
        queue.addAfter("a1", Duration.ofSeconds(10));
        queue.addAfter("a1", Duration.ofSeconds(30));
        assertThat(queue.nextDue()).contains(clock.instant().plusSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        assertThat(poll()).contains("a1");
    }

    @Test
    void aDelayThatWasAskedForOutlivesAnEarlierReconciliation() {
        queue.addAfter("a1", MINUTE);
        queue.add("a1");
        poll();
        queue.finish("a1", Outcome.done());
        clock.advance(MINUTE);
        assertThat(poll()).contains("a1");
    }

    @Test
    void theDelayOfAnOutcomeIsForgottenWhenTheKeyIsReconciledEarlier() {
        queue.add("a1");
        poll();
        queue.finish("a1", Outcome.after(MINUTE));
        queue.add("a1");
        poll();
        queue.finish("a1", Outcome.done());
        assertThat(queue.nextDue()).isEmpty();
        assertThat(queue.size()).isZero();
    }

    @Test
    void aKeyThatFallsDueWhileItIsWorkedOnIsHandedOutAfterwards() {
        queue.add("a1");
        poll();
        queue.addAfter("a1", MINUTE);
        clock.advance(MINUTE);
        assertThat(poll()).isEmpty();
        queue.finish("a1", Outcome.done());
        assertThat(poll()).contains("a1");
    }

    @Test
    void failuresAreRetriedWithoutEndAndNeverLaterThanTheCap() {
        queue.add("a1");
        for (int failure = 1; failure <= 200; failure++) {
            assertThat(poll()).contains("a1");
            assertThat(queue.fail("a1", Duration.ZERO)).isEqualTo(failure);
            clock.advance(MINUTE);
        }
    }

    @Test
    void anAddedKeyDoesNotWaitForItsBackoff() {
        queue.add("a1");
        poll();
        queue.fail("a1", MINUTE);
        assertThat(poll()).isEmpty();
        queue.add("a1");
        assertThat(poll()).contains("a1");
    }

    @Test
    void successForgetsFailures() {
        queue.add("a1");
        poll();
        queue.fail("a1", Duration.ZERO);
        clock.advance(MINUTE);
        poll();
        queue.finish("a1", Outcome.done());
        queue.add("a1");
        poll();
        assertThat(queue.fail("a1", Duration.ZERO)).isEqualTo(1);
    }

    @Test
    void aServerThatAsksForPatienceGetsIt() {
        queue.add("a1");
        poll();
        queue.fail("a1", Duration.ofSeconds(45));
        clock.advance(Duration.ofSeconds(44));
        assertThat(poll()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(poll()).contains("a1");
    }

    @Test
    void aGroupOfManyKeysDoesNotKeepAnotherWaiting() {
        for (int number = 0; number < 10_000; number++) {
            queue.add("a" + number);
        }
        queue.add("b1");
        poll();
        assertThat(poll()).contains("b1");
    }

    @Test
    void groupsTakeTurns() {
        for (String key : List.of("a1", "a2", "a3", "b1", "b2", "c1")) {
            queue.add(key);
        }
        List<String> order = new ArrayList<>();
        for (Optional<String> key = poll(); key.isPresent(); key = poll()) {
            order.add(key.get());
            queue.finish(key.get(), Outcome.done());
        }
        assertThat(order).containsExactly("a1", "b1", "c1", "a2", "b2", "a3");
    }

    @Test
    void noGroupHasMoreThanItsShareOfWorkers() {
        for (String key : List.of("a1", "a2", "a3")) {
            queue.add(key);
        }
        assertThat(poll()).contains("a1");
        assertThat(poll()).contains("a2");
        assertThat(poll()).isEmpty();
        queue.finish("a1", Outcome.done());
        assertThat(poll()).contains("a3");
    }

    @Test
    void itTellsHowLongAKeyHasWaited() {
        queue.add("a1");
        clock.advance(Duration.ofSeconds(3));
        assertThat(queue.poll()).contains(new WorkQueue.Work<>("a1", Duration.ofSeconds(3)));
    }

    @Test
    void nobodyFinishesWhatHeWasNotGiven() {
        assertThatThrownBy(() -> queue.finish("a1", Outcome.done()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a1 was not handed out");
    }

    @Test
    void whenAllIsDoneNothingIsRemembered() {
        for (int number = 0; number < 100; number++) {
            queue.add("a" + number);
            queue.addAfter("a" + number, Duration.ofSeconds(number));
        }
        clock.advance(MINUTE.multipliedBy(2));
        for (Optional<String> key = poll(); key.isPresent(); key = poll()) {
            queue.finish(key.get(), Outcome.done());
        }
        assertThat(queue.size()).isZero();
        assertThat(queue.nextDue()).isEmpty();
    }
}
