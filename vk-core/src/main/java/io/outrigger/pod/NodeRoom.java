// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a node has room for a pod that wants more than it has, by the kubelet's own admission: nobody schedules a pod
 * anew because it was resized.
 */
final class NodeRoom {

    private NodeRoom() {}

    /**
     * What is lacking, in the kubelet's words; nothing when there is room.
     *
     * @param pod the pod with the resources it wants
     * @param others the pods of its node
     * @param allocatable what the node has for pods; a resource that is not named is not counted
     */
    static Optional<String> lacking(Pod pod, List<Pod> others, Map<String, Quantity> allocatable) {
        return ResourceValues.RESIZABLE.stream()
                .filter(allocatable::containsKey)
                .map(name -> {
                    BigDecimal requested = requested(pod, name);
                    BigDecimal used = others.stream()
                            .filter(each -> !PodFacts.terminal(each)
                                    && !each.getMetadata()
                                            .getUid()
                                            .equals(pod.getMetadata().getUid()))
                            .map(each -> requested(each, name))
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
                    BigDecimal capacity = ResourceValues.amount(allocatable, name);
                    return requested.signum() > 0 && requested.add(used).compareTo(capacity) > 0
                            ? "Node didn't have enough resource: " + name + ", requested: " + requested + ", used: "
                                    + used + ", capacity: " + capacity
                            : "";
                })
                .filter(lack -> !lack.isEmpty())
                .findFirst();
    }

    /** What a pod asks for: all that runs at the same time, be it beside an init container or at the end. */
    private static BigDecimal requested(Pod pod, String name) {
        BigDecimal sidecars = BigDecimal.ZERO;
        BigDecimal most = BigDecimal.ZERO;
        for (Container init : pod.getSpec().getInitContainers()) {
            BigDecimal own = requested(init, name);
            if ("Always".equals(init.getRestartPolicy())) {
                sidecars = sidecars.add(own);
                own = BigDecimal.ZERO;
            }
            most = most.max(sidecars.add(own));
        }
        BigDecimal lasting = pod.getSpec().getContainers().stream()
                .map(each -> requested(each, name))
                .reduce(sidecars, BigDecimal::add);
        Map<String, Quantity> overhead = pod.getSpec().getOverhead();
        return most.max(lasting).add(overhead == null ? BigDecimal.ZERO : ResourceValues.amount(overhead, name));
    }

    private static BigDecimal requested(Container container, String name) {
        return ResourceValues.amount(ResourceValues.requests(container.getResources()), name);
    }
}
