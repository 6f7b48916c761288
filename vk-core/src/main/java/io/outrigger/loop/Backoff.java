// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a failure: a random time below a bound that doubles with every failure in a row up to a cap
 * ("full jitter", so that many keys that failed together do not return together).
 *
 * @param first the bound after the first failure
 * @param cap the largest bound
 */
public record Backoff(Duration first, Duration cap) {

    private static final int MOST_DOUBLINGS = 30;

    /** Refuses bounds that are not positive or in the wrong order. */
    public Backoff {
        Objects.requireNonNull(first, "first is null");
        Objects.requireNonNull(cap, "cap is null");
        if (first.compareTo(Duration.ZERO) <= 0 || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException("a back-off needs 0 < first <= cap, not " + first + " and " + cap);
        }
    }

    /** From 200 ms to one minute. */
    public static Backoff standard() {
        return new Backoff(Duration.ofMillis(200), Duration.ofMinutes(1));
    }

    /**
     * From 200 ms to ten seconds: for what is written to the API server, because a kubelet has reported what it knows ten
     * seconds after the server is back.
     */
    public static Backoff reporting() {
        return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10));
    }

    /**
     * The time to wait.
     *
     * @param failures how many failures there were in a row, at least 1
     * @param random picks the time below the bound
     */
    public Duration delay(int failures, RandomGenerator random) {
        Duration bound = bound(failures);
        return Duration.ofNanos(random.nextLong(bound.toNanos() + 1));
    }

    /** The bound after so many failures in a row. */
    Duration bound(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, MOST_DOUBLINGS);
        Duration bound = first.multipliedBy(1L << doublings);
        return bound.compareTo(cap) < 0 ? bound : cap;
    }
}
