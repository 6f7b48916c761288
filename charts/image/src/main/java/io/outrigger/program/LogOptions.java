// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How this program logs; read by {@link LogSetup} when the first logger is made, so apply it before. */
final class LogOptions {

    private static final String FORMAT = "outrigger.log.format";
    private static final String LEVEL = "outrigger.log.level";
    private static final String QUIET = "outrigger.log.quiet";

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "What is written to standard error: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Format format = Format.TEXT;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "From which weight on: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
    private Level level = Level.INFO;

    LogOptions() {}

    enum Format {
        TEXT,
        JSON
    }

    enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    void apply() {
        System.setProperty(FORMAT, format.name());
        System.setProperty(LEVEL, level.name());
    }

    /** The same for a command that itself says all that is to be said: libraries say nothing. */
    void applyQuietly() {
        apply();
        System.setProperty(QUIET, Boolean.toString(level != Level.DEBUG));
    }

    /** {@return whether libraries are to say nothing} */
    static boolean librariesAreQuiet() {
        return Boolean.getBoolean(QUIET);
    }

    /** {@return whether what was applied asks for JSON} */
    static boolean json() {
        return Format.JSON.name().equals(System.getProperty(FORMAT));
    }

    /** {@return the level that was applied, or null} */
    static @Nullable String level() {
        return System.getProperty(LEVEL);
    }
}
