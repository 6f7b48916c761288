// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import java.util.List;

/** The configuration file cannot be used. Each problem is a line of its own with file, line and remedy; no secret is in it. */
public final class ConfigurationException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigurationException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, in the order of the file. */
    public List<String> problems() {
        return problems;
    }
}
