// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.EventRecorder.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells users what happened to a pod, in the kubelet's words, from the difference between two statuses. Used by the status
 * lane.
 */
final class PodEvents {

    private static final Set<String> OWN_ENDS = Set.of("DeadlineExceeded", "PodLost");

    private final EventRecorder events;
    private final ContainerEvents containers;
    private final ResizeEvents resizes;

    PodEvents(EventRecorder events) {
        this.events = events;
        this.containers = new ContainerEvents(events);
        this.resizes = new ResizeEvents(events);
    }

    /**
     * The status of a pod was changed from the one it has to {@code after}.
     *
     * @param held the containers of which users have been told what they wait for
     */
    void changed(Pod pod, PodStatus after, Set<String> held) {
        Map<String, ContainerStatus> before = new HashMap<>();
        if (pod.getStatus() != null) {
            containers(pod.getStatus()).forEach(each -> before.put(each.getName(), each));
        }
        containers(after)
                .forEach(each ->
                        containers.changed(pod, before.get(each.getName()), each, held.contains(each.getName())));
        resizes.changed(pod, after);
        ended(pod, after);
        if ("DeadlineExceeded".equals(after.getReason())
                && (pod.getStatus() == null
                        || !"DeadlineExceeded".equals(pod.getStatus().getReason()))) {
            events.pod(pod, Type.NORMAL, "DeadlineExceeded", String.valueOf(after.getMessage()), null);
        }
    }

    /** A site ended the pod by itself. Other ends are told by whoever decides them. */
    private void ended(Pod pod, PodStatus after) {
        boolean was =
                pod.getStatus() != null && PodPhase.terminal(pod.getStatus().getPhase());
        String reason = after.getReason();
        if (!was && PodPhase.FAILED.equals(after.getPhase()) && reason != null && !OWN_ENDS.contains(reason)) {
            events.pod(pod, Type.WARNING, reason, String.valueOf(after.getMessage()), null);
        }
    }

    /** A pod that is being deleted is being stopped. */
    void killing(Pod pod) {
        if (pod.getStatus() == null) {
            return;
        }
        containers(pod.getStatus())
                .filter(ApiStates::running)
                .forEach(each -> events.pod(
                        pod, Type.NORMAL, "Killing", "Stopping container " + each.getName(), each.getName()));
    }

    private static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.of(
                        status.getInitContainerStatuses(),
                        status.getContainerStatuses(),
                        status.getEphemeralContainerStatuses())
                .flatMap(List::stream);
    }
}
