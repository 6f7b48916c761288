// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import java.time.Duration;
import java.time.Instant;

/** When one site is asked next, and whether it is being asked. Belongs to {@link SiteProbe}; safe from any thread. */
final class ProbeSlot {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration SHORTEST_WHILE_AWAY = Duration.ofSeconds(3);
    // Below ten seconds, so that a site that is back is Ready within ten.
    private static final Duration LONGEST_WHILE_AWAY = Duration.ofSeconds(8);
    // A site that answers the probe and refuses every call would otherwise be asked without a pause.
    private static final Duration SHORTEST_BY_REQUEST = Duration.ofSeconds(2);
    private static final double GROWTH = 1.4;
    private static final Duration HANGS = Duration.ofSeconds(3);

    private final OpenSite site;
    private boolean taken;
    private Instant begun = Instant.EPOCH;
    private Instant next = Instant.EPOCH;
    private Duration whileAway = SHORTEST_WHILE_AWAY;

    ProbeSlot(OpenSite site) {
        this.site = site;
    }

    String name() {
        return site.name();
    }

    boolean isFor(OpenSite other) {
        return site == other;
    }

    /** Takes the turn if the site is due and nobody has it; {@link #end} gives it back. */
    synchronized boolean take(Instant now) {
        if (taken || !due(now)) {
            return false;
        }
        taken = true;
        return true;
    }

    synchronized boolean taken() {
        return taken;
    }

    /** The turn has come. */
    synchronized void begin(Instant now) {
        begun = now;
    }

    /** Whether the question has been under way for so long that its place should go to others. */
    synchronized boolean hangs(Instant now) {
        return Duration.between(begun, now).compareTo(HANGS) > 0;
    }

    /** Asks; outside any lock, because it may hang. */
    boolean ask() {
        return site.ask();
    }

    /** Gives the turn back and decides when the next one is. */
    synchronized void end(Instant now, boolean answered, double random) {
        taken = false;
        Duration wait = answered ? usual() : whileAway;
        // Up to a tenth earlier, so that sites that were opened together spread over time.
        next = now.plus(scaled(wait, 1 - random / 10));
        whileAway = answered ? SHORTEST_WHILE_AWAY : shorter(scaled(whileAway, GROWTH), LONGEST_WHILE_AWAY);
    }

    private boolean due(Instant now) {
        return !now.isBefore(next) || site.askSoon() && !now.isBefore(begun.plus(SHORTEST_BY_REQUEST));
    }

    private Duration usual() {
        return shorter(INTERVAL, site.contactTimeout().dividedBy(2));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration scaled(Duration duration, double factor) {
        return Duration.ofNanos((long) (duration.toNanos() * factor));
    }
}
