// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Log lines lose their stamps and nothing else. */
final class UnstampedLinesTest {

    private static final String STAMP = "2026-11-21T07:00:00.123456789Z ";

    @Property(tries = 200)
    void whateverTheLinesAndHoweverTheyArrive(
            @ForAll @Size(max = 10) List<@StringLength(max = 80) String> texts,
            @ForAll @IntRange(min = 1, max = 100) int piece)
            throws IOException {
        List<String> lines = texts.stream().map(text -> text.replace('\n', ' ')).toList();
        StringBuilder log = new StringBuilder();
        StringBuilder plain = new StringBuilder();
        for (String line : lines) {
            log.append(STAMP).append(line).append('\n');
            plain.append(line).append('\n');
        }
        InputStream pieces = new ByteArrayInputStream(log.toString().getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, piece));
            }
        };
        assertThat(new UnstampedLines(pieces).readAllBytes())
                .isEqualTo(plain.toString().getBytes(StandardCharsets.UTF_8));
    }
}
