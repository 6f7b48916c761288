// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GoErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "500, 500ms",
        "1000, 1s",
        "1500, 1.5s",
        "60000, 1m0s",
        "61250, 1m1.25s",
        "3600000, 1h0m0s",
        "90061000, 25h1m1s"
    })
    void aDurationIsPrintedAsGoPrintsIt(long millis, String text) {
        assertThat(GoErrors.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }
}
