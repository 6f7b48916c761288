// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateRunning;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.EventRecorder.Type;
import io.outrigger.spi.PodRef;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells users what happened to containers, in the kubelet's words, from the difference between two statuses. Used by the
 * status lane.
 */
final class PodEvents {

    private static final Set<String> OWN_ENDS = Set.of("DeadlineExceeded", "PodLost");

    private final EventRecorder events;
    private final ResizeEvents resizes;

    PodEvents(EventRecorder events) {
        this.events = events;
        this.resizes = new ResizeEvents(events);
    }

    /** The status of a pod was changed from the one it has to {@code after}. */
    void changed(Pod pod, PodStatus after) {
        Map<String, ContainerStatus> before = new HashMap<>();
        if (pod.getStatus() != null) {
            containers(pod.getStatus()).forEach(each -> before.put(each.getName(), each));
        }
        containers(after).forEach(each -> changed(pod, before.get(each.getName()), each));
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
                .filter(each -> running(each) != null)
                .forEach(each -> events.pod(
                        pod, Type.NORMAL, "Killing", "Stopping container " + each.getName(), each.getName()));
    }

    private void changed(Pod pod, @Nullable ContainerStatus before, ContainerStatus after) {
        String name = after.getName();
        ContainerStateRunning running = running(after);
        if (running != null && started(before, after)) {
            events.pod(pod, Type.NORMAL, "Started", "Started container " + name, name);
        }
        String reason = waiting(after);
        if (reason == null || reason.equals(waiting(before))) {
            return;
        }
        switch (reason) {
            case "CrashLoopBackOff" ->
                events.pod(
                        pod,
                        Type.WARNING,
                        "BackOff",
                        "Back-off restarting failed container " + name + " in pod " + PodRef.of(pod),
                        name);
            case "ImagePullBackOff" ->
                events.pod(pod, Type.NORMAL, "BackOff", "Back-off pulling image \"" + after.getImage() + "\"", name);
            case "ErrImagePull", "ErrImageNeverPull", "InvalidImageName", "CreateContainerError", "RunContainerError" ->
                events.pod(pod, Type.WARNING, "Failed", "Error: " + detail(after, reason), name);
            case "CreatePodSandboxError" ->
                events.pod(
                        pod,
                        Type.WARNING,
                        "FailedCreatePodSandBox",
                        "Failed to create pod sandbox: " + detail(after, reason),
                        null);
            default -> {
                // The other reasons are stages of a start, or were told when they were decided.
            }
        }
    }

    private static boolean started(@Nullable ContainerStatus before, ContainerStatus after) {
        ContainerStateRunning earlier = running(before);
        return earlier == null
                || before == null
                || !Objects.equals(before.getRestartCount(), after.getRestartCount())
                || !Objects.equals(before.getContainerID(), after.getContainerID()) && before.getContainerID() != null;
    }

    private static String detail(ContainerStatus status, String reason) {
        ContainerStateWaiting waiting = status.getState().getWaiting();
        String message = waiting.getMessage();
        return message == null || message.isEmpty() ? reason : message;
    }

    private static @Nullable ContainerStateRunning running(@Nullable ContainerStatus status) {
        ContainerState state = status == null ? null : status.getState();
        return state == null ? null : state.getRunning();
    }

    private static @Nullable String waiting(@Nullable ContainerStatus status) {
        ContainerState state = status == null ? null : status.getState();
        return state == null || state.getWaiting() == null
                ? null
                : state.getWaiting().getReason();
    }

    private static Stream<ContainerStatus> containers(PodStatus status) {
        return Stream.of(
                        status.getInitContainerStatuses(),
                        status.getContainerStatuses(),
                        status.getEphemeralContainerStatuses())
                .flatMap(List::stream);
    }
}
