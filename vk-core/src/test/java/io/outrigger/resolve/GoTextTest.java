// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GoTextTest {

    @Test
    void lines_are_sorted_and_have_no_end() {
        assertThat(GoText.lines(Map.of("b", "2", "a", "1", "c", ""))).isEqualTo("a=\"1\"\nb=\"2\"\nc=\"\"");
        assertThat(GoText.lines(null)).isEmpty();
    }

    @Test
    void values_are_quoted_as_go_does() {
        String value = "\u0007\b\f\n\r\t\u000b\"\\ \u0001\u007f\u00a0é\u200b\ue000\ud83d\ude00\udbff\udfff";

        assertThat(GoText.lines(Map.of("k", value)))
                .isEqualTo(
                        "k=\"\\a\\b\\f\\n\\r\\t\\v\\\"\\\\ \\x01\\x7f\\u00a0é\\u200b\\ue000\ud83d\ude00\\U0010ffff\"");
    }
}
