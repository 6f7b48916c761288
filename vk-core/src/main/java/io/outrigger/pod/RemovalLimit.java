// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import java.time.Duration;

/**
 * When unknown pods at a site may be removed.
 *
 * @param apart how long a pod must have been unknown, in two passes at least
 * @param fraction the largest part of a site's pods that one pass removes by itself
 * @param always a pass that removes no more than this many is never withheld
 */
record RemovalLimit(Duration apart, double fraction, int always) {

    static RemovalLimit standard() {
        return new RemovalLimit(Duration.ofSeconds(60), 0.3, 3);
    }

    /** Whether a pass may remove so many of all pods of a site. */
    boolean allows(int removed, int all) {
        return removed <= always || removed <= fraction * all;
    }
}
