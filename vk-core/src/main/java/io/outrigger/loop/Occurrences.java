// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what happens again and again and is worth a line of a log ever more rarely. Safe from any thread. */
public final class Occurrences {

    private final AtomicLong count = new AtomicLong();

    /** Nothing has happened yet. */
    public Occurrences() {}

    /** Counts one more; true for the first, the second, the fourth, the eighth. */
    public boolean worthALine() {
        return Long.bitCount(count.incrementAndGet()) == 1;
    }

    /** How many there were. */
    public long count() {
        return count.get();
    }
}
