// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before listing or watching again: 0.8 s doubling to 30 s with jitter, from the start after two quiet
 * minutes, as client-go's reflector does. Used by one watch at a time; not thread-safe.
 */
final class RelistBackoff {

    private final WatchTiming timing;
    private final Clock clock;
    private final RandomGenerator random;
    private long last;
    private int failures;

    RelistBackoff(WatchTiming timing, Clock clock, RandomGenerator random) {
        this.timing = timing;
        this.clock = clock;
        this.random = random;
    }

    Duration next() {
        long now = clock.millis();
        if (now - last > timing.quiet().toMillis()) {
            failures = 0;
        }
        last = now;
        long base = timing.firstDelay().toMillis() << Math.min(failures, 16);
        failures++;
        long jittered = base + random.nextLong(base + 1);
        return Duration.ofMillis(Math.min(jittered, timing.mostDelay().toMillis()));
    }
}
