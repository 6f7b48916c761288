// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Duration;
import java.util.Objects;

/**
 * How long the pods of a site stay bound to it while it cannot be reached. It becomes the {@code tolerationSeconds} of
 * the tolerations that the DefaultTolerationSeconds admission plug-in injects.
 */
public sealed interface Autonomy {

    /** Pods are never replaced because their site is away. */
    record Unlimited() implements Autonomy {}

    /** The cluster's own rule is left alone, normally five minutes. */
    record Cluster() implements Autonomy {}

    /**
     * Pods are replaced after this time.
     *
     * @param time longer than zero, in whole seconds
     */
    record Limited(Duration time) implements Autonomy {
        /** Refuses a time below one second. */
        public Limited {
            Objects.requireNonNull(time, "time is null");
            if (time.toSeconds() < 1) {
                throw new IllegalArgumentException("autonomy must be at least one second, not " + time);
            }
        }
    }

    /** {@return the default: pods are never replaced because their site is away} */
    static Autonomy unlimited() {
        return new Unlimited();
    }

    /** {@return the cluster's own rule} */
    static Autonomy cluster() {
        return new Cluster();
    }

    /**
     * Pods are replaced after a time.
     *
     * @param time longer than zero, in whole seconds
     * @return a limit
     * @throws IllegalArgumentException when the time is below one second
     */
    static Autonomy limited(Duration time) {
        return new Limited(time);
    }
}
