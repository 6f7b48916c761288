// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How pods in memory look: pure functions. */
final class MemoryPods {

    private MemoryPods() {}

    /** A pod as it is right after its start: init containers have ended well, sidecars and containers run. */
    static ObservedPod running(DesiredPod desired, String address, Instant now) {
        PodSpec spec = desired.pod().getSpec();
        var containers = new ArrayList<ObservedContainer>();
        for (Container container : spec.getInitContainers()) {
            boolean sidecar = "Always".equals(container.getRestartPolicy());
            containers.add(container(desired, container, sidecar ? started(now) : completed(desired, container, now)));
        }
        for (Container container : spec.getContainers()) {
            containers.add(container(desired, container, started(now)));
        }
        return new ObservedPod(desired.ref(), List.of(address), containers);
    }

    /** The pod with everything that still ran ended. */
    static ObservedPod ended(ObservedPod pod, int exitCode, String reason, Instant now) {
        List<ObservedContainer> containers = pod.containers().stream()
                .map(each -> ended(each, exitCode, reason, now))
                .toList();
        return new ObservedPod(pod.ref(), pod.podIps(), containers);
    }

    private static ObservedContainer ended(ObservedContainer container, int exitCode, String reason, Instant now) {
        if (!(container.state() instanceof ContainerState.Running running)) {
            return container;
        }
        var end = new ContainerState.Terminated(
                exitCode, 0, reason, "", running.startedAt(), now, container.containerId());
        return new ObservedContainer(
                container.name(),
                end,
                container.lastTermination(),
                container.restarts(),
                false,
                false,
                container.image(),
                container.imageId(),
                container.containerId());
    }

    private static ObservedContainer container(DesiredPod desired, Container container, ContainerState state) {
        boolean runs = state instanceof ContainerState.Running;
        return new ObservedContainer(
                container.getName(),
                state,
                null,
                desired.container(container.getName()).restarts(),
                runs,
                runs,
                Objects.requireNonNullElse(container.getImage(), ""),
                "",
                id(desired, container));
    }

    private static ContainerState started(Instant now) {
        return new ContainerState.Running(now);
    }

    private static ContainerState completed(DesiredPod desired, Container container, Instant now) {
        return new ContainerState.Terminated(0, 0, "Completed", "", now, now, id(desired, container));
    }

    private static String id(DesiredPod desired, Container container) {
        return "memory://" + desired.ref().uid() + "/" + container.getName();
    }
}
