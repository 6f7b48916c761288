// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a site answers. Made by {@link OpenSite}, read by the node lane; immutable.
 *
 * @param state what counts
 * @param last when the site answered last, or null when it never did since it was opened
 * @param since when {@code state} began
 * @param problem why the site did not answer the last time it was asked, or empty when it did
 */
public record Contact(State state, @Nullable Instant last, Instant since, String problem) {

    /** Refuses null where it is not allowed. */
    public Contact {
        Objects.requireNonNull(state, "state is null");
        Objects.requireNonNull(since, "since is null");
        Objects.requireNonNull(problem, "problem is null");
    }

    /** What can be said of a site. */
    public enum State {
        /** It was opened less than its contact timeout ago and has not answered; its link may still be coming up. */
        UNKNOWN,
        /** It answered within its contact timeout. */
        PRESENT,
        /** It has been silent for longer than its contact timeout. */
        LOST
    }

    static Contact opened(Instant now) {
        return new Contact(State.UNKNOWN, null, now, "");
    }

    Contact heard(Instant now) {
        return new Contact(State.PRESENT, now, state == State.PRESENT ? since : now, "");
    }

    Contact failed(String why) {
        return new Contact(state, last, since, why);
    }

    Contact lost(Instant now) {
        return new Contact(State.LOST, last, state == State.LOST ? since : now, problem);
    }
}
