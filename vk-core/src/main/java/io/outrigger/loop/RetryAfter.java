// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Duration;
import java.util.Optional;

/** An exception that may say how long the failed side wants to be left alone, as HTTP's {@code Retry-After} does. */
public interface RetryAfter {

    /** The shortest time until the next try, or empty when the back-off alone decides. */
    Optional<Duration> retryAfter();
}
