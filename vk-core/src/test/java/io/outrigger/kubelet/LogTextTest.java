// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    private static final String LINES = "2026-11-21T04:00:01.000000001Z Grüße\n2026-11-21T04:00:02.5+00:00 \n"
            + "2026-11-21T06:00:03.25+02:00 a b  c\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 31, 1000})
    void theTextIsTheSameHoweverItArrives(int pieces) {
        assertThat(read(new LogText(false, null, null), LINES, pieces)).isEqualTo("Grüße\n\na b  c\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1000})
    void timesHaveNineDigitsInUtc(int pieces) {
        assertThat(read(new LogText(true, null, null), LINES, pieces))
                .isEqualTo("2026-11-21T04:00:01.000000001Z Grüße\n2026-11-21T04:00:02.500000000Z \n"
                        + "2026-11-21T04:00:03.250000000Z a b  c\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void linesBeforeTheTimeAreLeftOutToTheNanosecond(int pieces) {
        var since = Instant.parse("2026-11-21T04:00:01.000000002Z");

        assertThat(read(new LogText(false, since, null), LINES, pieces)).isEqualTo("\na b  c\n");
        assertThat(read(new LogText(false, since.minusNanos(1), null), LINES, pieces))
                .startsWith("Grüße\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void aLimitCutsAtTheByte(int pieces) {
        var text = new LogText(false, null, 4L);

        assertThat(read(text, LINES, pieces)).isEqualTo("Grü");
        assertThat(text.full()).isTrue();
    }

    @Test
    void aLineLongerThanAnyBufferPassesThrough() {
        var line = "2026-11-21T04:00:01.000000001Z " + "x".repeat(500_000) + "\n";

        assertThat(read(new LogText(false, null, null), line, 4096)).isEqualTo("x".repeat(500_000) + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no time here\n",
                "\n",
                "short\n",
                "x",
                "not-a-time-but-longer-than-any-time-could-ever-be\nnext\n"
            })
    void aLineWithoutTimeIsShownAsItIs(String line) {
        assertThat(read(new LogText(false, null, null), line, 3)).isEqualTo(line);
    }

    @Test
    void aLogThatEndsWithoutNewlineIsWhole() {
        assertThat(read(new LogText(false, null, null), "2026-11-21T04:00:01Z last words", 5))
                .isEqualTo("last words");
    }

    private static String read(LogText text, String log, int pieces) {
        var bytes = log.getBytes(StandardCharsets.UTF_8);
        var out = Buffer.buffer();
        for (int at = 0; at < bytes.length && !text.full(); at += pieces) {
            var piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + pieces));
            out.appendBuffer(text.take(piece, piece.length));
        }
        return out.appendBuffer(text.end()).toString(StandardCharsets.UTF_8);
    }
}
