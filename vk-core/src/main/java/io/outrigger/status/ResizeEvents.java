// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.EventRecorder.Type;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells users how a resize goes, in the kubelet's words, from the difference between two statuses. A resize may begin and
 * end between two of them. Used by the status lane.
 */
final class ResizeEvents {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final EventRecorder events;

    ResizeEvents(EventRecorder events) {
        this.events = events;
    }

    /** The status of a pod was changed from the one it has to {@code after}. */
    void changed(Pod pod, PodStatus after) {
        PodStatus before = pod.getStatus();
        if (before == null || PodPhase.terminal(after.getPhase())) {
            return;
        }
        PodCondition was = condition(before, ResizeState.IN_PROGRESS);
        PodCondition is = condition(after, ResizeState.IN_PROGRESS);
        boolean given = containers(after).anyMatch(each -> differs(find(before, each.getName()), each));
        if (was == null && (is != null || given)) {
            tell(pod, Type.NORMAL, "ResizeStarted", "started", is, null);
        }
        if (is != null && ResizeState.ERROR.equals(is.getReason()) && !sameState(was, is)) {
            tell(pod, Type.WARNING, "ResizeError", "error", is, is.getMessage());
        }
        if (is == null && (was != null || given)) {
            tell(pod, Type.NORMAL, "ResizeCompleted", "completed", was, null);
        }
        PodCondition pending = condition(after, ResizeState.PENDING);
        PodCondition earlier = condition(before, ResizeState.PENDING);
        if (pending != null && !samePending(earlier, pending)) {
            tell(
                    pod,
                    Type.WARNING,
                    "Resize" + pending.getReason(),
                    String.valueOf(pending.getReason()),
                    pending,
                    pending.getMessage());
        }
    }

    private static boolean sameState(@Nullable PodCondition was, PodCondition is) {
        return was != null
                && Objects.equals(was.getReason(), is.getReason())
                && Objects.equals(was.getMessage(), is.getMessage());
    }

    private static boolean samePending(@Nullable PodCondition was, PodCondition is) {
        return was != null
                && Objects.equals(was.getReason(), is.getReason())
                && Objects.equals(was.getObservedGeneration(), is.getObservedGeneration());
    }

    private void tell(
            Pod pod, Type type, String reason, String what, @Nullable PodCondition condition, @Nullable String error) {
        Long generation = condition == null || condition.getObservedGeneration() == null
                ? pod.getMetadata().getGeneration()
                : condition.getObservedGeneration();
        events.pod(pod, type, reason, "Pod resize " + what + ": " + summary(pod, generation, error), null);
    }

    /** The resources of all containers, as the kubelet writes them. */
    private static String summary(Pod pod, @Nullable Long generation, @Nullable String error) {
        ObjectNode summary = JSON.createObjectNode();
        add(summary, "initContainers", pod.getSpec().getInitContainers());
        add(summary, "containers", pod.getSpec().getContainers());
        summary.put("generation", generation == null ? 0 : generation);
        if (error != null && !error.isEmpty()) {
            summary.put("error", error);
        }
        try {
            return JSON.writeValueAsString(summary);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree that was just made can be written", impossible);
        }
    }

    private static void add(ObjectNode summary, String name, List<Container> containers) {
        if (containers.isEmpty()) {
            return;
        }
        ArrayNode list = summary.putArray(name);
        for (Container each : containers) {
            ObjectNode entry = list.addObject().put("name", each.getName());
            entry.set(
                    "resources",
                    each.getResources() == null ? JSON.createObjectNode() : JSON.valueToTree(each.getResources()));
        }
    }

    private static boolean differs(@Nullable ContainerStatus before, ContainerStatus after) {
        return before != null
                && before.getResources() != null
                && after.getResources() != null
                && !(before.getResources().equals(after.getResources())
                        && Objects.equals(before.getAllocatedResources(), after.getAllocatedResources()));
    }

    private static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.concat(status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream());
    }

    private static @Nullable ContainerStatus find(PodStatus status, String name) {
        return containers(status)
                .filter(each -> name.equals(each.getName()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable PodCondition condition(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(each -> type.equals(each.getType()))
                .findFirst()
                .orElse(null);
    }
}
