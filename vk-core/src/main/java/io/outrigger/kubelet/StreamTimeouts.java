// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.time.Duration;

/**
 * How long stream connections are waited for.
 *
 * @param idle after how long without traffic one is closed ({@code streamingConnectionIdleTimeout})
 * @param creation how long a client may take to open the streams it has announced
 */
record StreamTimeouts(Duration idle, Duration creation) {

    /** The kubelet's own. */
    static final StreamTimeouts DEFAULT = new StreamTimeouts(Duration.ofHours(4), Duration.ofSeconds(30));
}
