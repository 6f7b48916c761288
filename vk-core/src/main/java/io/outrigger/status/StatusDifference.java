// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Compares statuses by meaning: the order of conditions and containers, the way a time is written and the difference
 * between empty and absent do not count. As {@code needsReconcile} in the kubelet's status manager.
 */
final class StatusDifference {

    private StatusDifference() {}

    /** Whether two statuses mean the same. */
    static boolean none(PodStatus left, PodStatus right) {
        return left.equals(right) || normal(left).equals(normal(right));
    }

    /** Whether two statuses mean the same but for the generation they were computed from. */
    static boolean onlyGeneration(PodStatus left, PodStatus right) {
        return normal(timeless(left)).equals(normal(timeless(right)));
    }

    private static PodStatus timeless(PodStatus status) {
        return new PodStatusBuilder(status)
                .withObservedGeneration(null)
                .withConditions(status.getConditions().stream()
                        .map(each -> new PodConditionBuilder(each)
                                .withObservedGeneration(null)
                                .build())
                        .toList())
                .build();
    }

    private static PodStatus normal(PodStatus status) {
        return new PodStatusBuilder(status)
                .withConditions(status.getConditions().stream()
                        .map(StatusDifference::normal)
                        .sorted(Comparator.comparing(PodCondition::getType))
                        .toList())
                .withInitContainerStatuses(normal(status.getInitContainerStatuses()))
                .withContainerStatuses(normal(status.getContainerStatuses()))
                .withEphemeralContainerStatuses(normal(status.getEphemeralContainerStatuses()))
                .withStartTime(time(status.getStartTime()))
                .withReason(text(status.getReason()))
                .withMessage(text(status.getMessage()))
                .withPodIP(text(status.getPodIP()))
                .withHostIP(text(status.getHostIP()))
                .build();
    }

    private static PodCondition normal(PodCondition condition) {
        return new PodConditionBuilder(condition)
                .withReason(text(condition.getReason()))
                .withMessage(text(condition.getMessage()))
                .withLastProbeTime(time(condition.getLastProbeTime()))
                .withLastTransitionTime(time(condition.getLastTransitionTime()))
                .build();
    }

    private static List<ContainerStatus> normal(List<ContainerStatus> statuses) {
        return statuses.stream()
                .map(each -> new ContainerStatusBuilder(each)
                        .withState(normal(each.getState()))
                        .withLastState(normal(each.getLastState()))
                        .withRestartCount(Objects.requireNonNullElse(each.getRestartCount(), 0))
                        .withReady(Boolean.TRUE.equals(each.getReady()))
                        .withContainerID(text(each.getContainerID()))
                        .withImageID(text(each.getImageID()))
                        .build())
                .sorted(Comparator.comparing(ContainerStatus::getName))
                .toList();
    }

    private static ContainerState normal(@Nullable ContainerState state) {
        if (state == null) {
            return new ContainerState();
        }
        var normal = new ContainerStateBuilder(state);
        if (state.getRunning() != null) {
            normal.editRunning()
                    .withStartedAt(time(state.getRunning().getStartedAt()))
                    .endRunning();
        }
        var terminated = state.getTerminated();
        if (terminated != null) {
            normal.editTerminated()
                    .withStartedAt(time(terminated.getStartedAt()))
                    .withFinishedAt(time(terminated.getFinishedAt()))
                    .withReason(text(terminated.getReason()))
                    .withMessage(text(terminated.getMessage()))
                    .withContainerID(text(terminated.getContainerID()))
                    .withSignal(Objects.requireNonNullElse(terminated.getSignal(), 0))
                    .endTerminated();
        }
        var waiting = state.getWaiting();
        if (waiting != null) {
            normal.editWaiting()
                    .withReason(text(waiting.getReason()))
                    .withMessage(text(waiting.getMessage()))
                    .endWaiting();
        }
        return normal.build();
    }

    private static @Nullable String text(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static @Nullable String time(@Nullable String time) {
        try {
            return time == null ? null : Texts.time(OffsetDateTime.parse(time).toInstant());
        } catch (DateTimeException notATime) {
            return time;
        }
    }
}
