// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.outrigger.pod.ResourceValues;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedResources;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the status of a container says of its resources, by {@code convertContainerStatusResources} in the kubelet. A
 * status without them tells the API server that nobody can resize the container while it runs.
 */
final class ResourceStatus {

    private ResourceStatus() {}

    /** Adds to the status of a container what its site gives it. */
    static void add(
            ContainerStatusBuilder status,
            SpecContainer container,
            ObservedContainer observed,
            @Nullable ContainerStatus before) {
        Container spec = container.spec();
        ContainerStatus known = status.build();
        if (spec == null || !ApiStates.ran(known)) {
            return;
        }
        ObservedResources given = observed.resources();
        boolean running = ApiStates.running(known);
        if (given == null) {
            keep(status, before, running);
            return;
        }
        ResourceRequirements allocated = ResourceValues.given(spec.getResources(), given.allocated());
        status.withAllocatedResources(allocated.getRequests())
                .withResources(running ? ResourceValues.given(spec.getResources(), given.actual()) : allocated);
    }

    /** A site that says nothing of an instance at the moment does not take back what it has said of it. */
    private static void keep(ContainerStatusBuilder status, @Nullable ContainerStatus before, boolean running) {
        if (before == null || before.getResources() == null || !running || !ApiStates.running(before)) {
            return;
        }
        if (Objects.equals(status.getContainerID(), before.getContainerID())) {
            status.withAllocatedResources(before.getAllocatedResources()).withResources(before.getResources());
        }
    }
}
