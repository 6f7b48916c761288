// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many sessions a connection is given. */
final class SessionPlacesTest {

    private final AtomicLong now = new AtomicLong();
    private final SessionPlaces places = new SessionPlaces(() -> true, now::get);

    @Test
    void streamsLeavePlacesToCommands() {
        for (int streams = 0; streams < SessionPlaces.MOST - 3; streams++) {
            assertThat(places.take(3)).isTrue();
        }
        assertThat(places.take(3)).isFalse();
        assertThat(places.take(0)).isTrue();
    }

    @Test
    void aPlaceThatIsGivenBackIsTakenAgain() throws Exception {
        for (int sessions = 0; sessions < SessionPlaces.MOST; sessions++) {
            assertThat(places.take(0)).isTrue();
        }
        assertThat(places.await(Duration.ZERO)).isFalse();
        places.release();
        assertThat(places.await(Duration.ZERO)).isTrue();
    }

    @Test
    void weatherAServerThatRefusesASessionIsAskedForLessUntilWhatItStillCountsHasEnded() {
        places.take(0);
        places.take(0);
        places.take(0);
        places.lower();
        places.release();
        assertThat(places.take(0)).isFalse();

        now.addAndGet(SessionPlaces.BELIEVED.toNanos());
        assertThat(places.take(0)).isTrue();
        assertThat(places.take(0)).isTrue();
    }

    @Test
    void aConnectionThatIsGoneHasNoPlaces() {
        assertThat(new SessionPlaces(() -> false, now::get).take(0)).isFalse();
    }
}
