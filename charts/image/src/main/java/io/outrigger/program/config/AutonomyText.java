// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.spi.Autonomy;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code unlimited}, {@code cluster}, or times such as {@code 90s}, {@code 10m}, {@code 1h30m} and {@code 2d}. */
final class AutonomyText {

    private static final Pattern TIME =
            Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,7})m)?(?:(\\d{1,9})s)?");

    private AutonomyText() {}

    static Optional<Autonomy> parse(String text) {
        return switch (text) {
            case "unlimited" -> Optional.of(Autonomy.unlimited());
            case "cluster" -> Optional.of(Autonomy.cluster());
            default -> time(text).filter(time -> time.toSeconds() > 0).map(Autonomy::limited);
        };
    }

    private static Optional<Duration> time(String text) {
        var parts = TIME.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(parts.group(1)))
                .plusHours(number(parts.group(2)))
                .plusMinutes(number(parts.group(3)))
                .plusSeconds(number(parts.group(4))));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
