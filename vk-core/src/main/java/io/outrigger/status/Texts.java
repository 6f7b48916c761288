// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes what providers say so that the API server accepts it. */
final class Texts {

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Texts() {}

    /** RFC 3339 in UTC and whole seconds; times that JSON in Go cannot hold are moved to the nearest it can. */
    static String time(Instant time) {
        Instant held = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return held.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The beginning of a text, at most so many bytes of UTF-8; half surrogate pairs are replaced. */
    static String limit(String text, int bytes) {
        var kept = new StringBuilder(Math.min(text.length(), bytes));
        int left = bytes;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            int valid = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 0xFFFD : point;
            left -= width(valid);
            if (left < 0) {
                break;
            }
            kept.appendCodePoint(valid);
        }
        return kept.toString();
    }

    private static int width(int point) {
        if (point < 0x80) {
            return 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < 0x10000 ? 3 : 4;
    }
}
