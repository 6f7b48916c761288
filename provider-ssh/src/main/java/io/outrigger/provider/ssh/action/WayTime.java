// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.time.Duration;

/**
 * What the way to a host takes of the time for an answer. It is measured when an answer did not come in time, so that a
 * host nearby costs nothing, and comes on top of what a probe allows. Safe from any thread.
 */
final class WayTime {

    /** A channel is opened, a connection made, a protocol agreed on, and then somebody asks. */
    private static final int TRIPS = 4;

    /** A way that takes longer is a broken one. */
    private static final Duration MOST = Duration.ofSeconds(8);

    /** The part of a limit from which on a way matters. */
    private static final int PART = 4;

    private Duration known = Duration.ZERO;

    /** What to add to a limit. */
    synchronized Duration known() {
        return known;
    }

    /**
     * An answer did not come in time.
     *
     * @param trip how long a question and its answer are on the way now
     * @param added what had been added to the limit
     * @param limit how long the answer may take
     * @return whether the way may have been why
     */
    synchronized boolean measured(Duration trip, Duration added, Duration limit) {
        Duration now = trip.multipliedBy(TRIPS);
        now = now.compareTo(MOST) > 0 ? MOST : now;
        // A way that is fast for a moment is not forgotten: something that hangs would be excused for each change.
        known = now.compareTo(known) > 0 ? now : known.plus(now).dividedBy(2);
        return now.minus(added).compareTo(limit.dividedBy(PART)) > 0;
    }
}
