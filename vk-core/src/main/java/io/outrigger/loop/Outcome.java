// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a reconciliation that did not fail ends. Made by reconcilers; immutable. */
public final class Outcome {

    private static final Outcome DONE = new Outcome(null);

    private final @Nullable Duration delay;

    private Outcome(@Nullable Duration delay) {
        this.delay = delay;
    }

    /** Nothing more to do until somebody adds the key. */
    public static Outcome done() {
        return DONE;
    }

    /**
     * Reconcile the key again after a delay, or earlier when somebody adds it; then this delay is forgotten.
     *
     * @param delay zero or less means at once
     */
    public static Outcome after(Duration delay) {
        return new Outcome(delay.isNegative() ? Duration.ZERO : delay);
    }

    /** When to reconcile again, or empty. */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }

    @Override
    public String toString() {
        return delay == null ? "done" : "after " + delay;
    }
}
