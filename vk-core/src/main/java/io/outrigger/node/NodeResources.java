// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.SiteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node offers: what the site reports, with the declared capacity laid over it. What cannot be read as a quantity
 * is left out and named, because the API server would refuse the whole node for it.
 *
 * @param capacity resources by name
 * @param allocatable what pods may use of them, by name
 * @param problems why the node cannot be ready, in the kubelet's words; empty when it can
 */
public record NodeResources(Map<String, Quantity> capacity, Map<String, Quantity> allocatable, List<String> problems) {

    private static final List<String> REQUIRED = List.of("cpu", "memory", "pods");
    private static final Quantity NOTHING = new Quantity("0");

    /** Copies the collections. */
    public NodeResources {
        capacity = Map.copyOf(capacity);
        allocatable = Map.copyOf(allocatable);
        problems = List.copyOf(problems);
    }

    /** What pods may use at a site, as far as it is known; called by the pod lane and the endpoint. */
    public static Map<String, Quantity> allocatable(OpenSite site) {
        return of(site.spec(), site.observed().orElse(null), null).allocatable();
    }

    /**
     * @param spec the site as declared
     * @param observed what the site says, or null when it was never heard
     * @param previous what the node said before this process, used while the site was never heard; or null
     */
    static NodeResources of(SiteSpec spec, @Nullable ObservedNode observed, @Nullable NodeStatus previous) {
        if (observed == null) {
            return remembered(spec, previous);
        }
        var problems = new ArrayList<String>();
        Map<String, Quantity> capacity = readable(observed.capacity(), problems);
        Map<String, Quantity> allocatable =
                observed.allocatable().isEmpty() ? new TreeMap<>(capacity) : readable(observed.allocatable(), problems);
        overlay(spec, capacity, allocatable, problems);
        List<String> missing =
                REQUIRED.stream().filter(name -> !capacity.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            problems.add("missing node capacity for resources: " + String.join(", ", missing));
        }
        // What capacity has and allocatable does not say is all for pods.
        capacity.forEach(allocatable::putIfAbsent);
        return new NodeResources(capacity, allocatable, problems);
    }

    /** A site nobody has heard yet: what the node said before, or nothing, so that no pod is scheduled on a guess. */
    private static NodeResources remembered(SiteSpec spec, @Nullable NodeStatus previous) {
        var problems = new ArrayList<String>();
        Map<String, Quantity> capacity = new TreeMap<>();
        Map<String, Quantity> allocatable = new TreeMap<>();
        if (previous != null && previous.getCapacity() != null) {
            capacity.putAll(previous.getCapacity());
        }
        if (previous != null && previous.getAllocatable() != null) {
            allocatable.putAll(previous.getAllocatable());
        }
        overlay(spec, capacity, allocatable, problems);
        for (String name : REQUIRED) {
            capacity.putIfAbsent(name, NOTHING);
            allocatable.putIfAbsent(name, NOTHING);
        }
        return new NodeResources(capacity, allocatable, problems);
    }

    private static void overlay(
            SiteSpec spec, Map<String, Quantity> capacity, Map<String, Quantity> allocatable, List<String> problems) {
        Map<String, Quantity> declared = readable(spec.capacity(), problems);
        capacity.putAll(declared);
        allocatable.putAll(declared);
    }

    private static Map<String, Quantity> readable(Map<String, Quantity> quantities, List<String> problems) {
        Map<String, Quantity> readable = new TreeMap<>();
        new TreeMap<>(quantities).forEach((name, quantity) -> {
            if (amount(quantity)) {
                readable.put(name, quantity);
            } else {
                problems.add("capacity of resource " + name + " is not a quantity of at least 0: " + quantity);
            }
        });
        return readable;
    }

    private static boolean amount(Quantity quantity) {
        try {
            return quantity.getAmount() != null && quantity.getNumericalAmount().signum() >= 0;
        } catch (IllegalArgumentException | ArithmeticException unreadable) {
            return false;
        }
    }
}
