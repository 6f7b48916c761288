// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A site as it is. Made by providers; immutable.
 *
 * @param capacity resources of the site by name; {@code cpu}, {@code memory} and {@code pods} are required
 * @param allocatable what pods may use of it, by name; empty means all of it
 * @param facts what the site is built of
 * @param pressures what the site is short of
 * @param labels labels the provider wants on the node; the declaration's labels win
 * @param remarks what the operator of the site should know although pods run: short sentences without a full stop,
 *     shown in the message of the condition {@code SiteConnected}
 * @param features what the site does for pods that ask for it, and not every kubelet does; pods that need another one are
 *     not scheduled here (KEP-5328)
 */
public record ObservedNode(
        Map<String, Quantity> capacity,
        Map<String, Quantity> allocatable,
        NodeFacts facts,
        Set<Pressure> pressures,
        Map<String, String> labels,
        List<String> remarks,
        Set<Feature> features) {

    /**
     * A node without such features.
     *
     * @param capacity everything the site has
     * @param allocatable what pods may use
     * @param facts what the site is built of
     * @param pressures what the site is short of
     * @param labels labels the provider wants on the node
     * @param remarks what the operator should know
     */
    public ObservedNode(
            Map<String, Quantity> capacity,
            Map<String, Quantity> allocatable,
            NodeFacts facts,
            Set<Pressure> pressures,
            Map<String, String> labels,
            List<String> remarks) {
        this(capacity, allocatable, facts, pressures, labels, remarks, Set.of());
    }

    /**
     * A node about which there is nothing to remark.
     *
     * @param capacity everything the site has
     * @param allocatable what pods may use
     * @param facts what the site is built of
     * @param pressures what the site is short of
     * @param labels labels the provider wants on the node
     */
    public ObservedNode(
            Map<String, Quantity> capacity,
            Map<String, Quantity> allocatable,
            NodeFacts facts,
            Set<Pressure> pressures,
            Map<String, String> labels) {
        this(capacity, allocatable, facts, pressures, labels, List.of());
    }

    /** Copies the collections. */
    public ObservedNode {
        Objects.requireNonNull(facts, "facts is null");
        capacity = Map.copyOf(capacity);
        allocatable = Map.copyOf(allocatable);
        pressures = Set.copyOf(pressures);
        labels = Map.copyOf(labels);
        remarks = List.copyOf(remarks);
        features = Set.copyOf(features);
    }

    /** What a site can do for pods beyond what every kubelet does; the node declares it by its name in Kubernetes. */
    public enum Feature {
        /**
         * Follows the rule action {@code RestartAllContainers} (KEP-5532). Until all containers may begin again, they wait
         * with the reason {@code RestartingAllContainers}.
         */
        RESTART_ALL_CONTAINERS("RestartAllContainersOnContainerExits");

        private final String gate;

        Feature(String gate) {
            this.gate = gate;
        }

        /** {@return the feature gate of Kubernetes by which a node declares it} */
        public String gate() {
            return gate;
        }
    }

    /** What a site can be short of; the node conditions of the same names. */
    public enum Pressure {
        /** {@code MemoryPressure}. */
        MEMORY,
        /** {@code DiskPressure}. */
        DISK,
        /** {@code PIDPressure}. */
        PID
    }
}
