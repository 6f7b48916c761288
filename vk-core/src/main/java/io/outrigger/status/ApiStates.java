// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ContainerState.Waiting;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns states as providers report them into states of the API, and reads those. Absent text is null, as in the API. */
final class ApiStates {

    /** Bytes of all termination messages of a pod together; kubelet's {@code MaxPodTerminationMessageLogLength}. */
    private static final int POD_MESSAGES = 12 * 1024;

    /** Bytes of one message. */
    private static final int MESSAGE = 4096;

    private static final int REASON = 256;

    private ApiStates() {}

    /** How many bytes a termination message may have in a pod of so many containers. */
    static int messageLimit(int containers) {
        return Math.min(MESSAGE, POD_MESSAGES / Math.max(1, containers));
    }

    static ContainerState waiting(Waiting waiting, String defaultReason) {
        String reason = waiting.reason().isBlank() ? defaultReason : waiting.reason();
        return new ContainerStateBuilder()
                .withNewWaiting(orNull(Texts.limit(waiting.message(), MESSAGE)), Texts.limit(reason, REASON))
                .build();
    }

    static ContainerState running(Running running) {
        return new ContainerStateBuilder()
                .withNewRunning(Texts.time(running.startedAt()))
                .build();
    }

    static ContainerState terminated(ContainerStateTerminated terminated) {
        return new ContainerStateBuilder().withTerminated(terminated).build();
    }

    static ContainerStateTerminated terminated(Terminated terminated, int messageLimit) {
        String reason = terminated.reason().isBlank()
                ? terminated.exitCode() == 0 ? "Completed" : "Error"
                : terminated.reason();
        return new ContainerStateTerminatedBuilder()
                .withExitCode(terminated.exitCode())
                .withSignal(terminated.signal() > 0 ? terminated.signal() : null)
                .withReason(Texts.limit(reason, REASON))
                .withMessage(orNull(Texts.limit(terminated.message(), messageLimit)))
                .withStartedAt(time(terminated.startedAt()))
                .withFinishedAt(time(terminated.finishedAt()))
                .withContainerID(orNull(Texts.limit(terminated.containerId(), REASON)))
                .build();
    }

    private static @Nullable String time(Instant instant) {
        return instant.equals(Instant.EPOCH) ? null : Texts.time(instant);
    }

    /** How a container ended that ran and is not there any more; the words are the kubelet's. */
    static ContainerStateTerminated unknown(boolean ending) {
        String message = ending
                ? "The container could not be located when the pod was terminated"
                : "The container could not be located when the pod was deleted.  The container used to be Running";
        return new ContainerStateTerminatedBuilder()
                .withReason("ContainerStatusUnknown")
                .withMessage(message)
                .withExitCode(137)
                .build();
    }

    static @Nullable ContainerStateTerminated terminated(@Nullable ContainerStatus status) {
        return status == null || status.getState() == null
                ? null
                : status.getState().getTerminated();
    }

    static @Nullable ContainerStateTerminated lastTerminated(@Nullable ContainerStatus status) {
        return status == null || status.getLastState() == null
                ? null
                : status.getLastState().getTerminated();
    }

    static boolean running(@Nullable ContainerStatus status) {
        return status != null && status.getState() != null && status.getState().getRunning() != null;
    }

    /** Whether the container has ever been started. */
    static boolean ran(@Nullable ContainerStatus status) {
        return running(status) || terminated(status) != null || lastTerminated(status) != null;
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
