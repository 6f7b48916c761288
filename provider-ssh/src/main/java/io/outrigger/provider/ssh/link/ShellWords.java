// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Quotes words for a POSIX shell: inside single quotes every character stands for itself. The only place where a word
 * becomes part of something that a shell parses.
 */
public final class ShellWords {

    private ShellWords() {}

    /** A text that a shell takes for exactly this word. */
    public static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** A text that a shell takes for exactly these words. */
    public static String join(List<String> words) {
        return words.stream().map(ShellWords::quote).collect(Collectors.joining(" "));
    }
}
