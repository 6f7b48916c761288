// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Questions that the desired lane asks of a pod. */
final class PodFacts {

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
    private static final Duration SHORTEST_GRACE = Duration.ofSeconds(1);

    private PodFacts() {}

    static boolean terminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean terminal(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    /** What is left of the time to stop, at least a second because zero would mean kill and forget. */
    static Duration remainingGrace(Pod pod, Instant now) {
        Duration left = instant(pod.getMetadata().getDeletionTimestamp())
                .map(end -> Duration.between(now, end))
                .orElse(SHORTEST_GRACE);
        return left.compareTo(SHORTEST_GRACE) < 0 ? SHORTEST_GRACE : left;
    }

    /** The time to stop that the pod asks for itself. */
    static Duration ownGrace(Pod pod) {
        Long seconds = pod.getSpec().getTerminationGracePeriodSeconds();
        Duration grace = seconds == null ? DEFAULT_GRACE : Duration.ofSeconds(seconds);
        return grace.compareTo(SHORTEST_GRACE) < 0 ? SHORTEST_GRACE : grace;
    }

    /** When {@code activeDeadlineSeconds} passes. */
    static Optional<Instant> deadline(Pod pod) {
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        return seconds == null ? Optional.empty() : startTime(pod).map(start -> start.plusSeconds(seconds));
    }

    /** When the pod was first seen here, by its status. */
    static Optional<Instant> startTime(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : instant(pod.getStatus().getStartTime());
    }

    static boolean restartsNever(Pod pod) {
        return "Never".equals(pod.getSpec().getRestartPolicy());
    }

    /** Whether the site has said that it ended the pod, or that every container has ended and none starts again. */
    static boolean over(Pod pod, @Nullable ObservedPod observed) {
        if (observed != null && observed.failure() != null) {
            return true;
        }
        String policy = String.valueOf(pod.getSpec().getRestartPolicy());
        return observed != null
                && pod.getSpec().getContainers().stream()
                        .allMatch(each -> observed.container(each.getName())
                                .filter(seen -> seen.state() instanceof io.outrigger.spi.ContainerState.Terminated ended
                                        && each.getRestartPolicy() == null
                                        && (policy.equals("Never")
                                                || policy.equals("OnFailure") && ended.exitCode() == 0))
                                .isPresent());
    }

    /** Whether the API server says that a container of the pod has run. */
    static boolean ran(Pod pod) {
        return statuses(pod).anyMatch(PodFacts::ran);
    }

    /** Whether the site has said that a container of the pod ran. */
    static boolean ran(@Nullable ObservedPod pod) {
        return pod != null
                && pod.containers().stream()
                        .anyMatch(each -> !(each.state() instanceof io.outrigger.spi.ContainerState.Waiting)
                                || each.lastTermination() != null);
    }

    /**
     * The restarts that count already, by container. One that has run counts once more, because to start it anew is a
     * restart; a site that still has the pod ignores the number. One that waits with its last end was counted already.
     */
    static Map<String, Integer> restarts(Pod pod, @Nullable ObservedPod observed) {
        var restarts = new HashMap<String, Integer>();
        statuses(pod).forEach(each -> {
            int counted = Objects.requireNonNullElse(each.getRestartCount(), 0);
            restarts.put(each.getName(), active(each.getState()) ? counted + 1 : counted);
        });
        if (observed != null) {
            for (ObservedContainer each : observed.containers()) {
                boolean active = !(each.state() instanceof io.outrigger.spi.ContainerState.Waiting);
                restarts.merge(each.name(), active ? each.restarts() + 1 : each.restarts(), Math::max);
            }
        }
        return restarts;
    }

    private static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }

    private static boolean ran(ContainerStatus status) {
        ContainerState last = status.getLastState();
        return active(status.getState()) || last != null && last.getTerminated() != null;
    }

    private static boolean active(@Nullable ContainerState state) {
        return state != null && (state.getRunning() != null || state.getTerminated() != null);
    }

    private static Optional<Instant> instant(@Nullable String time) {
        try {
            return time == null ? Optional.empty() : Optional.of(Instant.parse(time));
        } catch (DateTimeException notATime) {
            return Optional.empty();
        }
    }
}
