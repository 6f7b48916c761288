// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import java.util.Map;

/**
 * Variables in a file for {@code --env-file}, so that no other user of the host sees their values in the list of
 * processes. The file is there only while the engine's client runs.
 */
final class EnvironmentFile {

    /** Clients read such files by lines of bounded length. */
    private static final int LONGEST = 16_384;

    private EnvironmentFile() {}

    /**
     * Whether every engine reads the variable back as it is: one on several lines, or with quotes, which some versions
     * remove, stands in the command line instead.
     */
    static boolean holds(String name, String value) {
        return name.matches("[A-Za-z_][A-Za-z0-9_.-]*")
                && value.length() < LONGEST
                && value.chars().noneMatch(sign -> sign < ' ' || sign == '"' || sign == '\'' || sign == '`')
                && value.equals(value.strip());
    }

    /** Shell commands that write the file; the printing is the shell's own, so nobody sees its words either. */
    static String lines(Map<String, String> variables, String file) {
        StringBuilder script = new StringBuilder("printf '%s\\n'");
        variables.forEach((name, value) -> script.append(" \\\n    ").append(Words.quote(name + "=" + value)));
        return script.append(" >")
                .append(file)
                .append(" || fail \"the variables cannot be written\"\n")
                .toString();
    }
}
