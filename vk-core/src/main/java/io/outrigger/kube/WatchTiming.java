// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.time.Duration;

/**
 * The times of a watch.
 *
 * @param firstDelay the shortest wait after a failure
 * @param mostDelay the longest wait after a failure
 * @param quiet after how long without failure waits begin small again
 * @param leastLength the shortest time a watch is asked to last; the longest is twice that
 * @param overtime how long a watch may outlive what it was asked for before it is given up as dead
 */
record WatchTiming(Duration firstDelay, Duration mostDelay, Duration quiet, Duration leastLength, Duration overtime) {

    /** The numbers of kubelet and client-go. */
    static WatchTiming standard() {
        return new WatchTiming(
                Duration.ofMillis(800),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30));
    }
}
