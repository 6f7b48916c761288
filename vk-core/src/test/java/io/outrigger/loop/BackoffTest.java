// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

    @Test
    void theBoundDoublesUpToTheCap() {
        assertThat(backoff.bound(1)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.bound(2)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.bound(4)).isEqualTo(Duration.ofSeconds(8));
        assertThat(backoff.bound(5)).isEqualTo(Duration.ofSeconds(10));
        assertThat(backoff.bound(1_000_000)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whatIsReportedWaitsTenSecondsAtMost_andOtherWorkAMinute() {
        assertThat(Backoff.reporting().bound(100)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Backoff.standard().bound(100)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void delaysAreSpreadOverTheWholeTimeBelowTheBound() {
        var random = new Random(1);
        var delays =
                random.ints(1_000).mapToObj(any -> backoff.delay(4, random)).toList();
        assertThat(delays)
                .allSatisfy(delay -> assertThat(delay).isBetween(Duration.ZERO, Duration.ofSeconds(8)))
                .anySatisfy(delay -> assertThat(delay).isLessThan(Duration.ofSeconds(1)))
                .anySatisfy(delay -> assertThat(delay).isGreaterThan(Duration.ofSeconds(7)));
    }

    @Test
    void boundsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 < first <= cap");
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
