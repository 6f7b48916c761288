// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import java.time.Duration;
import java.time.Instant;

/**
 * How often the status of one pod may be written: ten times at once, and once a second in the long run, so that a site
 * whose pods change without a pause does not use up the API server. Used by the one thread that has the pod's key.
 */
final class WriteBudget {

    private static final int AT_ONCE = 10;
    private static final Duration EACH = Duration.ofSeconds(1);

    /** When all of it would be there again. */
    private Instant full = Instant.EPOCH;

    /** Zero, or how long the next write has to wait. */
    Duration untilNext(Instant now) {
        Duration wait = Duration.between(now, full.minus(EACH.multipliedBy(AT_ONCE - 1)));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** One write. */
    void spend(Instant now) {
        full = (full.isBefore(now) ? now : full).plus(EACH);
    }
}
