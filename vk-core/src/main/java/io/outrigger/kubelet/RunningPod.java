// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Optional;

/** A pod as {@code /runningpods/} shows it: who it is, and which of its containers run with which image. */
final class RunningPod {

    private RunningPod() {}

    /** Empty when nothing of the pod runs. */
    static Optional<Pod> of(Pod pod) {
        List<ContainerStatus> statuses =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        List<Container> containers = statuses.stream()
                .filter(status -> status.getState() != null && status.getState().getRunning() != null)
                .map(status -> new ContainerBuilder()
                        .withName(status.getName())
                        .withImage(status.getImage())
                        .build())
                .toList();
        if (containers.isEmpty()) {
            return Optional.empty();
        }
        var metadata = pod.getMetadata();
        return Optional.of(new PodBuilder()
                .withNewMetadata()
                .withNamespace(metadata.getNamespace())
                .withName(metadata.getName())
                .withUid(metadata.getUid())
                .endMetadata()
                .withNewSpec()
                .withContainers(containers)
                .endSpec()
                .build());
    }
}
