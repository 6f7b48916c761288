// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts containers by what they do and reads a phase from the counts: {@code getPhase} of the kubelet as of Kubernetes
 * 1.36. A container that waits to be restarted counts as stopped.
 */
final class PhaseCounts {

    private final PodSpec spec;
    private final Map<String, ContainerStatus> statuses = new HashMap<>();
    private int pendingInit;
    private int failedInit;
    private int pendingSidecars;
    private int unknown;
    private int running;
    private int waiting;
    private int stopped;
    private int stoppedForGood;
    private int succeeded;

    PhaseCounts(StatusInput input, ContainerStatuses containers) {
        this.spec = input.spec();
        containers.init().forEach(each -> statuses.put(each.getName(), each));
        containers.regular().forEach(each -> statuses.put(each.getName(), each));
        for (SpecContainer each : input.containers(SpecContainer.Kind.INIT)) {
            if (each.sidecar()) {
                countSidecar(statuses.get(each.name()));
            } else {
                countInit(each, statuses.get(each.name()));
            }
        }
        input.containers(SpecContainer.Kind.REGULAR).forEach(each -> countRegular(each, statuses.get(each.name())));
    }

    /**
     * The phase.
     *
     * @param started whether a regular container has ever been started
     * @param over whether no container starts again whatever its policy
     */
    String phase(boolean started, boolean over) {
        if (failedInit > 0) {
            return PodPhase.FAILED;
        }
        if (pendingInit > 0 || (pendingSidecars > 0 && !started) || waiting > 0) {
            return PodPhase.PENDING;
        }
        if (running > 0 && unknown == 0) {
            return PodPhase.RUNNING;
        }
        if (running > 0 || stopped == 0 || unknown > 0) {
            return PodPhase.PENDING;
        }
        if (!over && stopped != stoppedForGood) {
            return PodPhase.RUNNING;
        }
        return stopped == succeeded ? PodPhase.SUCCEEDED : PodPhase.FAILED;
    }

    /** Whether any container of those that count runs. */
    boolean anyRunning() {
        return running > 0;
    }

    private void countInit(SpecContainer container, @Nullable ContainerStatus status) {
        ContainerStateTerminated ended = ended(status);
        if (ended == null) {
            pendingInit++;
        } else if (exitCode(ended) != 0 && !RestartRules.restarts(spec, container, ended)) {
            failedInit++;
        }
    }

    private void countSidecar(@Nullable ContainerStatus status) {
        if (status == null) {
            unknown++;
        } else if (ApiStates.running(status)) {
            running++;
            pendingSidecars += Boolean.TRUE.equals(status.getStarted()) ? 0 : 1;
        } else if (ended(status) == null) {
            pendingSidecars++;
            waiting++;
        }
    }

    private void countRegular(SpecContainer container, @Nullable ContainerStatus status) {
        if (status == null) {
            unknown++;
            return;
        }
        if (ApiStates.running(status)) {
            running++;
            return;
        }
        ContainerStateTerminated ended = ended(status);
        if (ended == null) {
            waiting++;
            return;
        }
        stopped++;
        stoppedForGood += RestartRules.restarts(spec, container, ended) ? 0 : 1;
        // One that waits to run again has not succeeded, whatever its last exit code.
        succeeded += ApiStates.terminated(status) != null && exitCode(ended) == 0 ? 1 : 0;
    }

    /** How the container ended, also when it now waits to start again; null while it runs or was never started. */
    private static @Nullable ContainerStateTerminated ended(@Nullable ContainerStatus status) {
        if (status == null || ApiStates.running(status)) {
            return null;
        }
        ContainerStateTerminated now = ApiStates.terminated(status);
        return now != null ? now : ApiStates.lastTerminated(status);
    }

    private static int exitCode(ContainerStateTerminated terminated) {
        return Objects.requireNonNullElse(terminated.getExitCode(), 0);
    }
}
