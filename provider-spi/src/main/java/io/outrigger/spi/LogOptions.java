// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a log is wanted. Made by the core.
 *
 * @param previous the instance before the current one
 * @param follow go on with what is written from now on
 * @param tailLines only the last so many lines of what is there; empty means all
 * @param since a hint: older lines need not be sent
 */
public record LogOptions(boolean previous, boolean follow, OptionalLong tailLines, Optional<Instant> since) {

    /** Refuses null. */
    public LogOptions {
        Objects.requireNonNull(tailLines, "tailLines is null");
        Objects.requireNonNull(since, "since is null");
    }

    /** {@return the wish for the whole log of the current instance, without following} */
    public static LogOptions all() {
        return new LogOptions(false, false, OptionalLong.empty(), Optional.empty());
    }
}
