// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.action.TurnedTime;
import io.outrigger.provider.ssh.link.UnreachableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReconnectPaceTest {

    private static final UnreachableException AWAY = new UnreachableException("the host is away");

    private final TurnedTime clock = new TurnedTime();
    private final ReconnectPace latest = new ReconnectPace(clock, () -> 1.0);
    private final ReconnectPace soonest = new ReconnectPace(clock, () -> 0.0);

    @Test
    void theFirstAttemptMayComeAtOnce() {
        assertThatCode(() -> latest.check("key")).doesNotThrowAnyException();
    }

    @Test
    void thePauseDoublesFromASecondToAMinute() {
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            latest.failed(AWAY);
            tooEarlyAfter(Duration.ofSeconds(seconds).minusMillis(1));
            inTimeAfter(Duration.ofMillis(2));
        }
    }

    @Test
    void thePauseIsRandomFromZeroOn() {
        soonest.failed(AWAY);
        clock.pass(Duration.ofMillis(1));
        assertThatCode(() -> soonest.check("key")).doesNotThrowAnyException();
    }

    @Test
    void aSuccessForgetsAllFailures() {
        for (int failure = 0; failure < 8; failure++) {
            latest.failed(AWAY);
        }
        latest.succeeded();
        assertThatCode(() -> latest.check("key")).doesNotThrowAnyException();
        latest.failed(AWAY);
        inTimeAfter(Duration.ofMillis(1001));
    }

    @Test
    void aRefusedKeyIsLeftAloneForAMinuteAtLeast() {
        soonest.refused(AWAY, "key");
        clock.pass(Duration.ofSeconds(59));
        assertThatThrownBy(() -> soonest.check("key")).hasMessageContaining("the next attempt comes in 2 s");
        clock.pass(Duration.ofSeconds(2));
        assertThatCode(() -> soonest.check("key")).doesNotThrowAnyException();
    }

    @Test
    void aRefusedKeyIsTriedAgainAfterFiveMinutesAtMost() {
        latest.refused(AWAY, "key");
        tooEarlyAfter(Duration.ofMinutes(5).minusMillis(1));
        inTimeAfter(Duration.ofMillis(2));
    }

    @Test
    void anotherKeyThanTheRefusedOneMayBeTriedAtOnce() {
        latest.refused(AWAY, "key");
        assertThatThrownBy(() -> latest.check("key")).isInstanceOf(UnreachableException.class);
        assertThatCode(() -> latest.check("other key")).doesNotThrowAnyException();
    }

    @Test
    void weatherTheClockIsSetBackByADay() {
        latest.failed(AWAY);
        clock.jump(Duration.ofDays(-1));
        assertThatCode(() -> latest.check("key")).doesNotThrowAnyException();
    }

    private void tooEarlyAfter(Duration pause) {
        clock.pass(pause);
        assertThatThrownBy(() -> latest.check("key"))
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("the host is away; the next attempt comes in 1 s");
    }

    private void inTimeAfter(Duration pause) {
        clock.pass(pause);
        assertThatCode(() -> latest.check("key")).doesNotThrowAnyException();
    }
}
