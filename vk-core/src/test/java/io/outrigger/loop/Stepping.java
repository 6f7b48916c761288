// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.time.Instant;
import java.util.Optional;

/** Lets tests of other packages drive a lane on their own thread. */
public final class Stepping {

    private Stepping() {}

    /** Works on one key, if one is ready. */
    public static boolean step(Lane<?> lane) {
        return lane.step();
    }

    /** When the next delayed key falls due. */
    public static Optional<Instant> nextDue(Lane<?> lane) {
        return lane.queue().nextDue();
    }
}
