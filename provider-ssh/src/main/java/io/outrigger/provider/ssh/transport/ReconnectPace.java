// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.UnreachableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a host may be tried again. After a failure the pause is random, up to a limit that doubles from one second to one
 * minute, so that many sites do not come back in step and none is missed for long. Whoever refused a key, or showed a
 * wrong one, is left alone for minutes: SSH servers ban addresses that keep trying. Safe from any thread.
 */
final class ReconnectPace {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration SHORTEST_AFTER_REFUSAL = Duration.ofMinutes(1);
    private static final Duration LONGEST_AFTER_REFUSAL = Duration.ofMinutes(5);
    private static final int MOST_DOUBLINGS = 6;

    private final Clock clock;
    private final DoubleSupplier random;
    private int failures;
    private @Nullable Instant next;
    private @Nullable UnreachableException last;
    private @Nullable Object refusedCredentials;

    /**
     * @param random numbers from 0 to 1
     */
    ReconnectPace(Clock clock, DoubleSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Whether it is time.
     *
     * @param credentials stand for what the host would be shown; others than those that were refused may be tried at
     *     once
     * @throws UnreachableException when it is not: what happened last, and when the next attempt comes
     */
    synchronized void check(Object credentials) throws UnreachableException {
        UnreachableException failure = last;
        if (next == null || failure == null) {
            return;
        }
        Duration left = Duration.between(clock.instant(), next);
        if (refusedCredentials != null && !refusedCredentials.equals(credentials)) {
            return;
        }
        // A clock that was set back must not make the pause longer.
        if (!left.isNegative() && left.compareTo(LONGEST_AFTER_REFUSAL) <= 0) {
            throw new UnreachableException(
                    failure.getMessage() + "; the next attempt comes in " + (left.toSeconds() + 1) + " s", failure);
        }
    }

    synchronized void failed(UnreachableException failure) {
        Duration limit = FIRST.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        failures++;
        pause(Duration.ZERO, limit.compareTo(LONGEST) < 0 ? limit : LONGEST, failure);
        refusedCredentials = null;
    }

    synchronized void refused(UnreachableException failure, Object credentials) {
        failures++;
        pause(SHORTEST_AFTER_REFUSAL, LONGEST_AFTER_REFUSAL, failure);
        refusedCredentials = credentials;
    }

    private void pause(Duration shortest, Duration longest, UnreachableException failure) {
        double part = random.getAsDouble() * longest.minus(shortest).toMillis();
        next = clock.instant().plus(shortest).plusMillis((long) part);
        last = failure;
    }

    synchronized void succeeded() {
        failures = 0;
        next = null;
        last = null;
        refusedCredentials = null;
    }
}
