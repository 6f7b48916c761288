// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** How long ago something was, in kubectl's short form: {@code 42s, 5m3s, 12m, 3h4m, 2d, 1y34d}. */
final class Age {
    private Age() {}

    static String of(JsonNode object, Instant now) {
        return since(Json.text(object, "metadata", "creationTimestamp"), now);
    }

    static String since(String timestamp, Instant now) {
        if (timestamp.isEmpty()) {
            return "<unknown>";
        }
        try {
            return format(Duration.between(Instant.parse(timestamp), now));
        } catch (DateTimeParseException notATime) {
            return "<invalid>";
        }
    }

    /** The steps of apimachinery's {@code duration.HumanDuration}. */
    static String format(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < -1) {
            return "<invalid>";
        }
        if (seconds < 120) {
            return Math.max(seconds, 0) + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return pair(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return pair(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        if (days < 8) {
            return pair(days, "d", hours % 24, "h");
        }
        if (days < 2 * 365) {
            return days + "d";
        }
        long years = days / 365;
        return years < 8 ? pair(years, "y", days % 365, "d") : years + "y";
    }

    private static String pair(long whole, String wholeUnit, long rest, String restUnit) {
        return rest == 0 ? whole + wholeUnit : whole + wholeUnit + rest + restUnit;
    }
}
