// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.ObservedResources;
import java.util.Optional;
import java.util.stream.Stream;

/** Pods whose containers are to be given other resources than their site has accepted (KEP-1287). */
final class Resize {

    private Resize() {}

    /** Whether a pod asks for other resources than its site has accepted; not for one whose site tells of none. */
    static boolean wanted(Pod pod, ObservedPod seen) {
        return containers(pod)
                .anyMatch(each -> allocated(each, seen)
                        .filter(given -> !ResourceValues.same(each.getResources(), given.allocated()))
                        .isPresent());
    }

    /** The pod as its site has accepted it. */
    static Pod undone(Pod pod, ObservedPod seen) {
        Pod copy = new PodBuilder(pod).build();
        containers(copy)
                .forEach(each -> allocated(each, seen)
                        .ifPresent(given ->
                                each.setResources(ResourceValues.given(each.getResources(), given.allocated()))));
        return copy;
    }

    private static Stream<Container> containers(Pod pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream());
    }

    private static Optional<ObservedResources> allocated(Container container, ObservedPod seen) {
        return seen.container(container.getName()).map(ObservedContainer::resources);
    }
}
