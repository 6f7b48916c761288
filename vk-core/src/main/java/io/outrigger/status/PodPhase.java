// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.spi.PodFailure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The phase of a pod with its reason and message. A phase that is over is never left, a pod that has run is never
 * pending again, and no pod is over while one of its containers may run.
 */
record PodPhase(
        String phase, @Nullable String reason, @Nullable String message) {

    static final String PENDING = "Pending";
    static final String RUNNING = "Running";
    static final String SUCCEEDED = "Succeeded";
    static final String FAILED = "Failed";

    private static final int MESSAGE = 4096;

    static boolean terminal(@Nullable String phase) {
        return SUCCEEDED.equals(phase) || FAILED.equals(phase);
    }

    static PodPhase of(StatusInput input, ContainerStatuses containers) {
        PodStatus previous = input.previous();
        if (input.alreadyTerminal()) {
            return new PodPhase(previous.getPhase(), previous.getReason(), previous.getMessage());
        }
        var counts = new PhaseCounts(input, containers);
        boolean over = input.ending() && input.stopped();
        String counted = counts.phase(containers.anyRegularStarted(), over);
        if (input.lostForGood()) {
            return new PodPhase(
                    FAILED,
                    "PodLost",
                    "The site no longer knows this pod, which had started, and its restartPolicy is Never.");
        }
        PodFailure failure = input.failure();
        if (over && failure != null) {
            return new PodPhase(FAILED, failure.reason(), Texts.limit(failure.message(), MESSAGE));
        }
        if (over && input.pastDeadline() && !input.terminating() && !SUCCEEDED.equals(counted)) {
            return new PodPhase(
                    FAILED, "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        }
        if (over && !terminal(counted)) {
            return new PodPhase(FAILED, null, null);
        }
        if (terminal(counted) && input.mayRun()) {
            return kept(input, counts.anyRunning() ? RUNNING : PENDING);
        }
        if (counted.equals(PENDING) && RUNNING.equals(previous.getPhase()) && containers.anyRegularStarted()) {
            return withReason(input, RUNNING);
        }
        return withReason(input, counted);
    }

    /** The previous phase, or another where there is none yet. */
    private static PodPhase kept(StatusInput input, String otherwise) {
        String phase = input.previous().getPhase();
        return withReason(input, phase == null || phase.isEmpty() ? otherwise : phase);
    }

    /** Reason and message belong to a phase and go with it. */
    private static PodPhase withReason(StatusInput input, String phase) {
        PodStatus previous = input.previous();
        return Objects.equals(phase, previous.getPhase())
                ? new PodPhase(phase, previous.getReason(), previous.getMessage())
                : new PodPhase(phase, null, null);
    }
}
