// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class WriteBudgetTest {

    private final WriteBudget budget = new WriteBudget();
    private Instant now = Instant.parse("2026-06-01T00:00:00Z");

    @Test
    void tenWritesAtOnceAreFreeAndThenOneASecond() {
        for (int write = 0; write < 10; write++) {
            assertThat(budget.untilNext(now)).isZero();
            budget.spend(now);
        }
        assertThat(budget.untilNext(now)).isEqualTo(Duration.ofSeconds(1));
        now = now.plusSeconds(1);
        assertThat(budget.untilNext(now)).isZero();
        budget.spend(now);
        assertThat(budget.untilNext(now)).isPositive();
    }

    @Test
    void afterARestItIsFullAgainAndNotFuller() {
        for (int write = 0; write < 10; write++) {
            budget.spend(now);
        }
        now = now.plusSeconds(3600);
        tenWritesAtOnceAreFreeAndThenOneASecond();
    }
}
