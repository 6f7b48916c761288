// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.kube.EventCorrelator.Written;
import io.outrigger.kube.EventDraft.About;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class EventCorrelatorTest {

    private final EventCorrelator correlator = new EventCorrelator();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void anEqualEventIsCountedOnTheSameObject() {
        Written first = observe("u1", "Started", "m");
        Written second = observe("u1", "Started", "m");
        assertThat(first.count()).isEqualTo(1);
        assertThat(second.count()).isEqualTo(2);
        assertThat(second.name()).isEqualTo(first.name()).startsWith("web.");
        assertThat(second.first()).isEqualTo(first.first());
    }

    @Test
    void eventsOfOneInstantHaveDifferentNames() {
        assertThat(observe("u1", "Started", "a").name())
                .isNotEqualTo(observe("u1", "Started", "b").name());
    }

    @Test
    void fromTheTenthDifferentMessageOnTheyShareOneObject() {
        for (int number = 0; number < 9; number++) {
            assertThat(observe("u1", "Unhealthy", "m" + number).message()).isEqualTo("m" + number);
        }
        Written tenth = observe("u1", "Unhealthy", "m9");
        Written eleventh = observe("u1", "Unhealthy", "m10");
        assertThat(tenth.message()).isEqualTo("(combined from similar events): m9");
        assertThat(eleventh.name()).isEqualTo(tenth.name());
        assertThat(eleventh.count()).isEqualTo(2);
    }

    @Test
    void similarEventsAreApartAgainAfterTenQuietMinutes() {
        for (int number = 0; number < 10; number++) {
            observe("u1", "Unhealthy", "m" + number);
        }
        now = now.plus(Duration.ofMinutes(11));
        assertThat(observe("u1", "Unhealthy", "late").message()).isEqualTo("late");
    }

    @Test
    void aFloodAboutOneObjectIsCutOffAndOneMorePassesEveryFiveMinutes() {
        List<Written> passed = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            passed.add(correlator.observe(draft("u1", "BackOff", "m")));
        }
        assertThat(passed).filteredOn(Objects::nonNull).hasSize(25);
        assertThat(observe("u2", "BackOff", "m").count()).isEqualTo(1);
        now = now.plus(Duration.ofMinutes(5));
        assertThat(observe("u1", "BackOff", "m").count()).isEqualTo(41);
        assertThat(correlator.observe(draft("u1", "BackOff", "m"))).isNull();
    }

    private Written observe(String uid, String reason, String message) {
        return Objects.requireNonNull(correlator.observe(draft(uid, reason, message)));
    }

    private EventDraft draft(String uid, String reason, String message) {
        return new EventDraft(
                new About("Pod", "shop", "web", uid, null, null), "edge-1", "Warning", reason, message, now);
    }
}
