// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an event, with the numbers of client-go's EventCorrelator: equal ones are counted on one
 * object, from the tenth different message of a kind within ten minutes on they share one, and one source may write 25
 * events about one object and then one every five minutes. Pure but for its memory; used by one thread at a time.
 */
final class EventCorrelator {

    private static final int MOST_REMEMBERED = 1024;
    private static final int SIMILAR = 10;
    private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
    private static final double BURST = 25;
    private static final double REFILL_SECONDS = 300;
    private static final String COMBINED = "(combined from similar events): ";

    private final Cache<Kind, Similar> similar = memory();
    private final Cache<Key, Written> written = memory();
    private final Cache<Source, Bucket> buckets = memory();
    private long lastName;

    /** Events that differ in their message only. */
    private record Kind(Source source, @Nullable String fieldPath, String type, String reason) {}

    /** Events that are equal; without message once they are combined. */
    private record Key(Kind kind, @Nullable String message) {}

    /** One node's events about one object. */
    private record Source(String host, String object, String uid) {}

    /** Messages of one kind seen lately. */
    private static final class Similar {
        private final Set<String> messages = new HashSet<>();
        private Instant last = Instant.MIN;
    }

    /** A token bucket. */
    private static final class Bucket {
        private double tokens = BURST;
        private Instant filled = Instant.MIN;
    }

    /**
     * An event object.
     *
     * @param name the object's name
     * @param first when it was first written
     * @param count how often it happened; more than one means that the object exists
     * @param message what it says now
     */
    record Written(String name, Instant first, int count, String message) {}

    /** What to write, or null when there have been too many. */
    @Nullable
    Written observe(EventDraft draft) {
        var about = draft.about();
        var source = new Source(draft.host(), about.kind() + "/" + about.namespace() + "/" + about.name(), about.uid());
        var kind = new Kind(source, about.fieldPath(), draft.type(), draft.reason());
        boolean combined = combines(kind, draft);
        var key = new Key(kind, combined ? null : draft.message());
        String message = combined ? COMBINED + draft.message() : draft.message();
        Written before = written.getIfPresent(key);
        Written now = before == null
                ? new Written(name(about.name(), draft.time()), draft.time(), 1, message)
                : new Written(before.name(), before.first(), before.count() + 1, message);
        written.put(key, now);
        return takeToken(source, draft.time()) ? now : null;
    }

    private boolean combines(Kind kind, EventDraft draft) {
        Similar group = similar.get(kind, key -> new Similar());
        if (group.last.isBefore(draft.time().minus(SIMILAR_WITHIN))) {
            group.messages.clear();
        }
        group.last = draft.time();
        if (group.messages.size() < SIMILAR - 1 || group.messages.contains(draft.message())) {
            group.messages.add(draft.message());
            return false;
        }
        return true;
    }

    private boolean takeToken(Source source, Instant now) {
        Bucket bucket = buckets.get(source, key -> new Bucket());
        if (!bucket.filled.equals(Instant.MIN)) {
            double seconds = Duration.between(bucket.filled, now).toMillis() / 1000.0;
            bucket.tokens = Math.min(BURST, bucket.tokens + Math.max(0, seconds) / REFILL_SECONDS);
        }
        bucket.filled = now;
        if (bucket.tokens < 1) {
            return false;
        }
        bucket.tokens--;
        return true;
    }

    /** The object's name and the time in nanoseconds, never the same twice. */
    private String name(String object, Instant time) {
        long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
        lastName = Math.max(nanos, lastName + 1);
        String start = object.length() > 236 ? object.substring(0, 236) : object;
        return start + "." + Long.toHexString(lastName);
    }

    private static <K, V> Cache<K, V> memory() {
        return Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .executor(Runnable::run)
                .build();
    }
}
