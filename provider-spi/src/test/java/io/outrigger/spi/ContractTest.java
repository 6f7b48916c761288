// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContractTest {

    @Test
    void rules_areNumberedOnceAndWithoutGaps() throws Exception {
        var rule = Pattern.compile("^- \\*\\*(\\d+)\\.(\\d+)\\*\\* ");
        List<int[]> rules;
        try (Stream<String> lines = Files.lines(Path.of("CONTRACT.md"))) {
            rules = lines.map(rule::matcher)
                    .filter(java.util.regex.Matcher::find)
                    .map(found -> new int[] {Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))})
                    .toList();
        }

        assertThat(rules).hasSizeGreaterThan(40);
        int[] last = {0, 0};
        for (int[] next : rules) {
            boolean sameChapter = next[0] == last[0] && next[1] == last[1] + 1;
            boolean nextChapter = next[0] == last[0] + 1 && next[1] == 1;
            assertThat(sameChapter || nextChapter)
                    .as("rule %s after %s", Arrays.toString(next), Arrays.toString(last))
                    .isTrue();
            last = next;
        }
    }
}
