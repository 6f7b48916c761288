// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.EventRecorder.Type;
import io.outrigger.spi.PodRef;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells users how one container starts, or why it does not, from the difference between two of its statuses. The words are
 * the kubelet's ({@code kuberuntime_container.go} and {@code image_manager.go} of 1.36). Used by the status lane.
 */
final class ContainerEvents {

    /** The reason of an end that no start came before. */
    private static final String START_ERROR = "StartError";

    private static final String UNKNOWN = "ContainerStatusUnknown";

    private final EventRecorder events;

    ContainerEvents(EventRecorder events) {
        this.events = events;
    }

    /**
     * The status of a container was changed.
     *
     * @param told whether whoever decided that the container waits has told why
     */
    void changed(Pod pod, @Nullable ContainerStatus before, ContainerStatus after, boolean told) {
        String name = after.getName();
        ContainerStateTerminated unstarted = unstarted(before, after);
        if (unstarted != null) {
            normal(pod, "Created", "Container created", name);
            failed(pod, error(unstarted.getMessage(), START_ERROR), name);
        } else if (started(before, after)) {
            normal(pod, "Created", "Container created", name);
            normal(pod, "Started", "Container started", name);
        }
        String reason = reason(after);
        if (reason != null && !reason.equals(reason(before)) && !told) {
            waits(pod, after, reason);
        }
    }

    private void waits(Pod pod, ContainerStatus status, String reason) {
        String name = status.getName();
        switch (reason) {
            case "CrashLoopBackOff" ->
                warning(
                        pod,
                        "BackOff",
                        "Back-off restarting failed container " + name + " in pod " + PodRef.of(pod),
                        name);
            case "ErrImagePull", "RegistryUnavailable", "SignatureValidationFailed" -> {
                failed(pod, "Failed to pull image \"" + status.getImage() + "\": " + detail(status, reason), name);
                failed(pod, error(reason, reason), name);
            }
            case "ImagePullBackOff" -> {
                normal(pod, "BackOff", "Back-off pulling image \"" + status.getImage() + "\"", name);
                failed(pod, error(reason, reason), name);
            }
            case "ErrImageNeverPull" -> {
                warning(pod, reason, detail(status, reason), name);
                failed(pod, error(reason, reason), name);
            }
            case "InvalidImageName", "ImageInspectError" -> {
                warning(pod, "InspectFailed", detail(status, reason), name);
                failed(pod, error(reason, reason), name);
            }
            case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
                failed(pod, error(detail(status, reason), reason), name);
            case "CreatePodSandboxError" ->
                events.pod(
                        pod,
                        Type.WARNING,
                        "FailedCreatePodSandBox",
                        "Failed to create pod sandbox: " + detail(status, reason),
                        null);
            default -> {
                // The other reasons are stages of a start, or were told when they were decided.
            }
        }
    }

    private void normal(Pod pod, String reason, String message, String container) {
        events.pod(pod, Type.NORMAL, reason, message, container);
    }

    private void warning(Pod pod, String reason, String message, String container) {
        events.pod(pod, Type.WARNING, reason, message, container);
    }

    private void failed(Pod pod, String message, String container) {
        warning(pod, "Failed", message, container);
    }

    /** Some engines begin with that word themselves. */
    private static String error(@Nullable String message, String otherwise) {
        String text = message == null || message.isEmpty() ? otherwise : message;
        return text.startsWith("Error: ") ? text : "Error: " + text;
    }

    /** Whether an instance has begun to run since; it may have ended already. */
    private static boolean started(@Nullable ContainerStatus before, ContainerStatus after) {
        if (!ApiStates.running(after)) {
            ContainerStateTerminated ended = newEnd(before, after);
            return ended != null
                    && ended.getStartedAt() != null
                    && !ApiStates.running(before)
                    && !UNKNOWN.equals(ended.getReason());
        }
        return !ApiStates.running(before)
                || before == null
                || !Objects.equals(before.getRestartCount(), after.getRestartCount())
                || !Objects.equals(before.getContainerID(), after.getContainerID()) && before.getContainerID() != null;
    }

    /** The end of an instance whose command could not be started, when it is new. */
    private static @Nullable ContainerStateTerminated unstarted(
            @Nullable ContainerStatus before, ContainerStatus after) {
        ContainerStateTerminated ended = ApiStates.running(after) ? null : newEnd(before, after);
        return ended != null && START_ERROR.equals(ended.getReason()) ? ended : null;
    }

    private static @Nullable ContainerStateTerminated newEnd(@Nullable ContainerStatus before, ContainerStatus after) {
        ContainerStateTerminated ended = lastEnd(after);
        return ended == null || same(lastEnd(before), ended) ? null : ended;
    }

    private static boolean same(@Nullable ContainerStateTerminated one, ContainerStateTerminated other) {
        return one != null
                && Objects.equals(one.getContainerID(), other.getContainerID())
                && Objects.equals(one.getFinishedAt(), other.getFinishedAt());
    }

    private static @Nullable ContainerStateTerminated lastEnd(@Nullable ContainerStatus status) {
        ContainerStateTerminated ended = ApiStates.terminated(status);
        return ended != null || status == null ? ended : ApiStates.lastTerminated(status);
    }

    private static String detail(ContainerStatus status, String reason) {
        ContainerStateWaiting waiting = status.getState().getWaiting();
        String message = waiting.getMessage();
        return message == null || message.isEmpty() ? reason : message;
    }

    private static @Nullable String reason(@Nullable ContainerStatus status) {
        ContainerState state = status == null ? null : status.getState();
        return state == null || state.getWaiting() == null
                ? null
                : state.getWaiting().getReason();
    }
}
