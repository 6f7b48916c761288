// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is added to a limit, and when the way is an excuse. */
final class WayTimeTest {

    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final WayTime way = new WayTime();

    @Test
    void aHostNearbyIsNoExcuse() {
        assertThat(missed(5)).isFalse();
        assertThat(way.known()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void aWayIsAnExcuseUntilItIsKnown() {
        assertThat(missed(600)).isTrue();
        assertThat(missed(600)).isFalse();
        assertThat(way.known()).isEqualTo(Duration.ofMillis(2400));
    }

    @Test
    void weatherAWayThatChangesIsAnExcuseOnceAtMost() {
        assertThat(missed(600)).isTrue();
        assertThat(missed(100)).isFalse();
        assertThat(missed(400)).isFalse();
        assertThat(missed(100)).isFalse();
    }

    @Test
    void weatherABrokenWayIsNotWaitedForLongerAndLonger() {
        assertThat(missed(60_000)).isTrue();
        assertThat(way.known()).isEqualTo(Duration.ofSeconds(8));
        assertThat(missed(600_000)).isFalse();
    }

    private boolean missed(long millis) {
        return way.measured(Duration.ofMillis(millis), way.known(), LIMIT);
    }
}
