// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Objects;

/**
 * What a container is given at a site that can change that while the container runs (KEP-1287). Made by providers, and
 * never from the spec on a guess: the core tells by it whether a resize is done.
 *
 * @param allocated what the last {@link Site#apply} that was accepted wants for it
 * @param actual what is in force; of a container that does not run, what its next start gets
 * @param problem why what is in force is not yet what is allocated, in a sentence for a user; empty while nothing is wrong
 */
public record ObservedResources(ResourceAmounts allocated, ResourceAmounts actual, String problem) {

    /** Refuses null. */
    public ObservedResources {
        Objects.requireNonNull(allocated, "allocated is null");
        Objects.requireNonNull(actual, "actual is null");
        Objects.requireNonNull(problem, "problem is null");
    }
}
