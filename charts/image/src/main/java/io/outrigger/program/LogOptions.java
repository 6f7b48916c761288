// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program;

import java.util.Locale;
import picocli.CommandLine.Option;

/** How this program logs; read by {@code logback.xml} when the first logger is made, so apply it before. */
final class LogOptions {

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
        System.setProperty("outrigger.log.format", format.name().toLowerCase(Locale.ROOT));
        System.setProperty("outrigger.log.level", level.name());
    }
}
