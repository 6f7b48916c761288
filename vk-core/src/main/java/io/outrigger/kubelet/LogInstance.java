// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a pod's status which instance of a container has the log that is asked for, with the kubelet's own
 * refusals ({@code validateContainerLogStatus}).
 */
final class LogInstance {

    private LogInstance() {}

    static void requireContainer(Pod pod, String container) throws HttpRefusal {
        if (!isKnown(pod, container)) {
            throw new HttpRefusal(
                    404,
                    "container \"" + container + "\" not found in pod \""
                            + pod.getMetadata().getName() + "\"\n");
        }
    }

    static boolean isKnown(Pod pod, String container) {
        var spec = pod.getSpec();
        return Stream.of(
                        spec.getContainers().stream().map(each -> each.getName()),
                        spec.getInitContainers().stream().map(each -> each.getName()),
                        spec.getEphemeralContainers().stream().map(each -> each.getName()))
                .flatMap(names -> names)
                .anyMatch(container::equals);
    }

    static boolean isRunning(Pod pod, String container) {
        return status(pod, container)
                .map(status -> status.getState() != null && status.getState().getRunning() != null)
                .orElse(false);
    }

    /**
     * Whether the site must be asked for the instance before the current one.
     *
     * @param previous whether the user asked for it
     */
    static boolean before(Pod pod, String container, boolean previous) throws HttpRefusal {
        var about =
                "container \"" + container + "\" in pod \"" + pod.getMetadata().getName() + "\" is ";
        var status = status(pod, container).orElseThrow(() -> new HttpRefusal(400, about + "not available"));
        var state = Objects.requireNonNullElseGet(status.getState(), ContainerState::new);
        var last = status.getLastState() == null ? null : status.getLastState().getTerminated();
        var terminated = state.getTerminated();
        if (previous) {
            if (!hasRun(last)) {
                throw notFound(pod, container);
            }
            // Between two instances the one that ended last is the site's current one.
            return state.getRunning() != null || hasRun(terminated);
        }
        if (state.getRunning() != null || hasRun(terminated) || hasRun(last)) {
            return false;
        }
        if (terminated != null || last != null) {
            throw new HttpRefusal(400, about + "terminated");
        }
        throw new HttpRefusal(400, about + "waiting to start" + whatFor(state));
    }

    static HttpRefusal notFound(Pod pod, String container) {
        return new HttpRefusal(
                400,
                "previous terminated container \"" + container + "\" in pod \""
                        + pod.getMetadata().getName() + "\" not found");
    }

    private static Optional<ContainerStatus> status(Pod pod, String container) {
        var status = pod.getStatus();
        if (status == null) {
            return Optional.empty();
        }
        return Stream.of(
                        status.getContainerStatuses(),
                        status.getInitContainerStatuses(),
                        status.getEphemeralContainerStatuses())
                .flatMap(list -> list.stream())
                .filter(each -> each.getName().equals(container))
                .findFirst();
    }

    private static boolean hasRun(@Nullable ContainerStateTerminated terminated) {
        return terminated != null
                && terminated.getContainerID() != null
                && !terminated.getContainerID().isEmpty();
    }

    private static String whatFor(ContainerState state) {
        if (state.getWaiting() == null) {
            return " - no logs yet";
        }
        var reason = Objects.requireNonNullElse(state.getWaiting().getReason(), "");
        return switch (reason) {
            case "ErrImagePull" -> ": image can't be pulled";
            case "ImagePullBackOff" -> ": trying and failing to pull image";
            default -> ": " + reason;
        };
    }
}
