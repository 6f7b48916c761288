// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.process;

/** Quotes words for a POSIX shell: inside single quotes every character stands for itself. */
public final class ShellWords {

    private ShellWords() {}

    /** The word in quotes. */
    public static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
