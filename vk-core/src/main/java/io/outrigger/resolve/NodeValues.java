// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a pod can learn about its node through the downward API. Made by the pod lane; immutable.
 *
 * @param name the node's name
 * @param hostIps the node's internal addresses, the first one first; empty while they are not known
 * @param allocatable the node's allocatable resources by name; they stand in for limits that a container does not set
 */
public record NodeValues(String name, List<String> hostIps, Map<String, Quantity> allocatable) {

    /** Copies the collections. */
    public NodeValues {
        Objects.requireNonNull(name, "name is null");
        hostIps = List.copyOf(hostIps);
        allocatable = Map.copyOf(allocatable);
    }
}
