// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries words to a process as they are, where the JVM's locale would turn every character but ASCII into a question
 * mark: a shell gets them escaped, and replaces itself by the command. A service often runs in the locale C.
 */
final class AsciiWords {

    private static final String UNESCAPE = """
            left=$#
            while [ "$left" -gt 0 ]; do
                word=$(printf '%b.' "$1")
                shift
                set -- "$@" "${word%.}"
                left=$((left - 1))
            done
            exec "$@"
            """;

    private AsciiWords() {}

    /** The command itself if every JVM passes its words on, or else a command of ASCII words that becomes it. */
    static List<String> of(List<String> command) {
        return command.stream().allMatch(AsciiWords::isAscii) ? command : escaped(command);
    }

    static List<String> escaped(List<String> command) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", UNESCAPE, "sh"));
        command.forEach(word -> words.add(escape(word)));
        return words;
    }

    private static String escape(String word) {
        StringBuilder escaped = new StringBuilder();
        for (byte next : word.getBytes(StandardCharsets.UTF_8)) {
            if (next > ' ' && next != '\\') {
                escaped.append((char) next);
            } else {
                escaped.append(String.format("\\0%03o", next & 0xff));
            }
        }
        return escaped.toString();
    }

    private static boolean isAscii(String word) {
        return word.chars().allMatch(character -> character < 0x80);
    }
}
