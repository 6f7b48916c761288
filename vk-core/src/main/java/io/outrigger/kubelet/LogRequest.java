// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.spi.LogOptions;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What the query of a request for logs asks for, read and checked as the kubelet does ({@code getContainerLogs},
 * {@code ValidatePodLogOptions}).
 *
 * @param follow go on with what is written from now on
 * @param previous the instance before the current one
 * @param timestamps a time before each line
 * @param tailLines only the last so many lines; null means all
 * @param since only lines of this time and later; null means all
 * @param limitBytes end after so many bytes of output; null means never
 */
record LogRequest(
        boolean follow,
        boolean previous,
        boolean timestamps,
        @Nullable Long tailLines,
        @Nullable Instant since,
        @Nullable Long limitBytes) {

    private static final String UNREADABLE = "{\"message\": \"Unable to decode query.\"}";
    private static final String INVALID = "{\"message\": \"Invalid request.\"}";

    static LogRequest parse(MultiMap query, Instant now) throws HttpRefusal {
        var tail = query.get("tail");
        var tailLines = tail == null || tail.isEmpty() ? number(query, "tailLines") : tail(tail);
        var sinceSeconds = number(query, "sinceSeconds");
        var sinceTime = time(query);
        var limitBytes = number(query, "limitBytes");
        check(tailLines == null || tailLines >= 0);
        check(sinceSeconds == null || sinceSeconds > 0);
        check(limitBytes == null || limitBytes > 0);
        check(sinceSeconds == null || sinceTime == null);
        refuseStream(query.get("stream"));
        return new LogRequest(
                flag(query, "follow"),
                flag(query, "previous"),
                flag(query, "timestamps"),
                tailLines,
                sinceSeconds == null ? sinceTime : ago(now, sinceSeconds),
                limitBytes);
    }

    /**
     * What the site is asked.
     *
     * @param before whether the instance before the current one is meant
     */
    LogOptions options(boolean before) {
        return new LogOptions(
                before,
                follow,
                tailLines == null ? OptionalLong.empty() : OptionalLong.of(tailLines),
                Optional.ofNullable(since));
    }

    /** "all" is the same as leaving it out. */
    private static @Nullable Long tail(String value) throws HttpRefusal {
        return value.equals("all") ? null : number(value);
    }

    private static @Nullable Long number(MultiMap query, String name) throws HttpRefusal {
        var value = query.get(name);
        return value == null ? null : number(value);
    }

    private static Long number(String value) throws HttpRefusal {
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException unreadable) {
            throw new HttpRefusal(400, UNREADABLE, unreadable);
        }
    }

    private static @Nullable Instant time(MultiMap query) throws HttpRefusal {
        var value = query.get("sinceTime");
        if (value == null || value.isEmpty() || value.equals("null")) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException unreadable) {
            throw new HttpRefusal(400, UNREADABLE, unreadable);
        }
    }

    /** Kubernetes' own rule for flags in a query: present means true, whatever it says but these two. */
    private static boolean flag(MultiMap query, String name) {
        var value = query.get(name);
        return value != null && !value.equalsIgnoreCase("false") && !value.equals("0");
    }

    /** A number of seconds that reaches back before the calendar's beginning means all lines. */
    private static @Nullable Instant ago(Instant now, long seconds) {
        return seconds > now.getEpochSecond() ? null : now.minusSeconds(seconds);
    }

    private static void check(boolean valid) throws HttpRefusal {
        if (!valid) {
            throw new HttpRefusal(422, INVALID);
        }
    }

    private static void refuseStream(@Nullable String stream) throws HttpRefusal {
        if (stream != null && !stream.isEmpty() && !stream.equals("All")) {
            throw new HttpRefusal(
                    400,
                    "unable to return the given log stream: \"" + stream
                            + "\". Please enable PodLogsQuerySplitStreams feature gate in kubelet");
        }
    }
}
