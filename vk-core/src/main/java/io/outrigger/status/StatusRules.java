// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.pod.Observation;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The decisions of the {@link StatusManager} that have no side effect. Safe from any thread. */
class StatusRules {

    private final Function<String, List<String>> hostIps;

    /** {@code hostIps} gives the internal addresses of a node by name, the first one first. */
    StatusRules(Function<String, List<String>> hostIps) {
        this.hostIps = hostIps;
    }

    /** The status a pod should have. */
    PodStatus compute(Pod pod, Observation observation, Instant now) {
        return PodStatuses.compute(pod, observation, hostIps.apply(pod.getSpec().getNodeName()), now);
    }

    /** Whether nothing of a pod runs or may start at its site. */
    boolean stopped(Pod pod, Observation observation) {
        return PodStatuses.stopped(pod, observation);
    }

    /**
     * Whether a pod would be ended on the word of a report alone, although its containers could have been restarted
     * while the report was on its way.
     *
     * @param confirmed whether the observation comes from a list that was asked for after the site had accepted to stop
     *     the pod; that proves the end
     */
    boolean unproven(Pod pod, PodStatus status, Observation observation, boolean confirmed) {
        boolean ends = PodPhase.terminal(status.getPhase()) && !terminal(pod);
        boolean stopped = terminating(pod) || "DeadlineExceeded".equals(status.getReason());
        return ends && stopped && !confirmed && observation.presence() == Observation.Presence.PRESENT;
    }

    /** Whether writing a status would change nothing. */
    boolean same(@Nullable PodStatus before, PodStatus after) {
        return before != null && StatusDifference.none(before, after);
    }

    /** Whether writing a status would only say that the newest spec was seen. */
    boolean acknowledges(@Nullable PodStatus before, PodStatus after) {
        return before != null && StatusDifference.onlyGeneration(before, after);
    }

    static boolean terminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean terminal(Pod pod) {
        return pod.getStatus() != null && PodPhase.terminal(pod.getStatus().getPhase());
    }
}
