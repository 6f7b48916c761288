// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/**
 * How much of {@code cpu} and {@code memory} a container is given, as in {@code resources} of its spec. Made by
 * providers; other resources are not named here, because they cannot change while a pod lives.
 *
 * @param requests what it is sure to get, by resource; a resource that is not named has none
 * @param limits the most it may use, by resource; a resource that is not named has none
 */
public record ResourceAmounts(Map<String, Quantity> requests, Map<String, Quantity> limits) {

    /** Copies the maps. */
    public ResourceAmounts {
        requests = Map.copyOf(requests);
        limits = Map.copyOf(limits);
    }
}
