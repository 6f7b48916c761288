// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Counters never fall. */
final class GrowingCountersTest {

    private final GrowingCounters<String> counters = new GrowingCounters<>();

    @Test
    void whatGrowsAfterAFallIsAdded() {
        assertThat(counters.next("main", 1, 100)).isEqualTo(100);
        assertThat(counters.next("main", 2, 40)).isEqualTo(100);
        assertThat(counters.next("main", 3, 60)).isEqualTo(120);
    }

    @Test
    void aReadingThatComesLateChangesNothing() {
        assertThat(counters.next("main", 2, 100)).isEqualTo(100);
        assertThat(counters.next("main", 1, 90)).isEqualTo(100);
        assertThat(counters.next("main", 3, 110)).isEqualTo(110);
    }

    @Test
    void whatIsGoneIsForgotten() {
        counters.next("main", 1, 100);
        counters.keep(Set.of("other"));
        assertThat(counters.next("main", 2, 10)).isEqualTo(10);
    }

    @Property
    void whatIsToldNeverFalls(@ForAll @Size(max = 20) List<@LongRange(min = 0, max = 1000) Long> sums) {
        GrowingCounters<String> fresh = new GrowingCounters<>();
        long last = 0;
        for (int reading = 0; reading < sums.size(); reading++) {
            long told = fresh.next("main", reading, sums.get(reading));
            assertThat(told).isGreaterThanOrEqualTo(last).isGreaterThanOrEqualTo(sums.get(reading));
            last = told;
        }
    }
}
