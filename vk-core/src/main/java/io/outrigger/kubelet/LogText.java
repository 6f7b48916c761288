// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a site sends, lines of {@code <RFC 3339 time> <text>}, into what the user asked for: with or without time,
 * from a time on, up to a size. It holds back no more than the beginning of a line, however long lines are. Used by one
 * thread.
 */
final class LogText {

    /** The kubelet's {@code 2006-01-02T15:04:05.000000000Z07:00}: always nine digits. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int TIME_LENGTH = 30;
    private static final int LONGEST_TIME = 40;

    private final boolean timestamps;
    private final byte @Nullable [] since;
    private final byte[] head = new byte[LONGEST_TIME];
    private long remaining;
    private int headLength;
    private Place place = Place.TIME;

    private enum Place {
        TIME,
        TEXT,
        DROPPED
    }

    LogText(boolean timestamps, @Nullable Instant since, @Nullable Long limitBytes) {
        this.timestamps = timestamps;
        this.since = since == null ? null : bytes(since);
        this.remaining = limitBytes == null ? Long.MAX_VALUE : limitBytes;
    }

    /** Whether the user has got as much as was asked for. */
    boolean full() {
        return remaining == 0;
    }

    /** What is to be sent of the bytes that came in. */
    Buffer take(byte[] bytes, int length) {
        var out = Buffer.buffer(length);
        int at = 0;
        while (at < length && !full()) {
            at = place == Place.TIME ? takeTime(bytes, at, out) : takeText(bytes, at, length, out);
        }
        return out;
    }

    /** What is left when the site has ended in the middle of a time. */
    Buffer end() {
        var out = Buffer.buffer(LONGEST_TIME);
        emit(out, head, 0, headLength);
        headLength = 0;
        return out;
    }

    private int takeTime(byte[] bytes, int at, Buffer out) {
        var next = bytes[at];
        if (next == ' ') {
            beginText(out);
            return at + 1;
        }
        if (next == '\n' || headLength == LONGEST_TIME) {
            // No time, so not as agreed: shown as it is rather than lost.
            emit(out, head, 0, headLength);
            headLength = 0;
            place = Place.TEXT;
            return at;
        }
        head[headLength++] = next;
        return at + 1;
    }

    private void beginText(Buffer out) {
        var time = time();
        if (time == null) {
            emit(out, head, 0, headLength);
            emit(out, new byte[] {' '}, 0, 1);
            place = Place.TEXT;
        } else if (since != null && Arrays.compare(time, since) < 0) {
            place = Place.DROPPED;
        } else {
            if (timestamps) {
                emit(out, time, 0, TIME_LENGTH);
                emit(out, new byte[] {' '}, 0, 1);
            }
            place = Place.TEXT;
        }
        headLength = 0;
    }

    private int takeText(byte[] bytes, int at, int length, Buffer out) {
        int end = at;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        boolean complete = end < length;
        int next = complete ? end + 1 : end;
        if (place == Place.TEXT) {
            emit(out, bytes, at, next - at);
        }
        if (complete) {
            place = Place.TIME;
        }
        return next;
    }

    private void emit(Buffer out, byte[] bytes, int from, int length) {
        int fits = (int) Math.min(length, remaining);
        out.appendBytes(bytes, from, fits);
        remaining -= fits;
    }

    /** The time in the form that is sent, whose bytes also sort by time; null if it is none. */
    private byte @Nullable [] time() {
        if (headLength == TIME_LENGTH && head[19] == '.' && head[29] == 'Z') {
            return Arrays.copyOf(head, TIME_LENGTH);
        }
        try {
            return bytes(OffsetDateTime.parse(new String(head, 0, headLength, StandardCharsets.US_ASCII))
                    .toInstant());
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static byte[] bytes(Instant instant) {
        return TIME.format(instant).getBytes(StandardCharsets.US_ASCII);
    }
}
