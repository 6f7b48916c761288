// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.outrigger.pod.Observation;
import io.outrigger.spi.ObservedPod;
import java.time.Instant;
import java.util.List;

/**
 * Computes the status of a pod as the kubelet would write it. A pure function: the previous status is the pod's own.
 * Called by the status lane from any thread.
 */
final class PodStatuses {

    private PodStatuses() {}

    /**
     * The status to write.
     *
     * @param pod the pod as the API server has it, with its previous status; not changed
     * @param observation what is known of it at its site
     * @param hostIps the node's internal addresses, the first one first; may be empty
     * @param now the present time
     * @return a complete status, equal to the previous one when nothing is to be written
     */
    public static PodStatus compute(Pod pod, Observation observation, List<String> hostIps, Instant now) {
        PodStatus status = computed(new StatusInput(pod, observation, now), hostIps);
        boolean wasOver =
                pod.getStatus() != null && PodPhase.terminal(pod.getStatus().getPhase());
        if (wasOver || !PodPhase.terminal(status.getPhase())) {
            return status;
        }
        // What waits to start again in a pod that turns out to be over does not.
        Pod over = new PodBuilder(pod).withStatus(status).build();
        return computed(new StatusInput(over, observation, now), hostIps);
    }

    private static PodStatus computed(StatusInput input, List<String> hostIps) {
        var containers = new ContainerStatuses(input);
        var phase = PodPhase.of(input, containers);
        List<String> podIps = podIps(input, phase.phase(), hostIps);
        PodStatus previous = input.previous();
        var status = new PodStatusBuilder(previous)
                .withObservedGeneration(input.pod().getMetadata().getGeneration())
                .withPhase(phase.phase())
                .withReason(phase.reason())
                .withMessage(phase.message())
                .withConditions(new PodConditions(input, containers, phase.phase(), !podIps.isEmpty()).all())
                .withInitContainerStatuses(containers.init())
                .withContainerStatuses(containers.regular())
                .withEphemeralContainerStatuses(containers.ephemeral())
                .withPodIP(podIps.isEmpty() ? null : podIps.get(0))
                .withPodIPs(podIps.stream().map(PodIP::new).toList())
                .withStartTime(previous.getStartTime() == null ? Texts.time(input.now()) : previous.getStartTime())
                .withQosClass(previous.getQosClass() == null ? QosClass.of(input.spec()) : previous.getQosClass());
        List<String> hosts = PodAddresses.of(hostIps, hostIps);
        if (!hosts.isEmpty()) {
            status.withHostIP(hosts.get(0))
                    .withHostIPs(hosts.stream().map(HostIP::new).toList());
        }
        return status.build();
    }

    /**
     * Whether the site was heard and nothing of the pod runs or may start there: it does not know the pod, or every
     * container it knows has ended. Only then may a pod that is being deleted be finished.
     */
    static boolean stopped(Pod pod, Observation observation) {
        return new StatusInput(pod, observation, Instant.EPOCH).stopped();
    }

    private static List<String> podIps(StatusInput input, String phase, List<String> hostIps) {
        ObservedPod seen = input.observation().pod();
        boolean gone = input.is(Observation.Presence.ABSENT) && !input.terminating() && !PodPhase.terminal(phase);
        if (gone) {
            return List.of();
        }
        List<String> reported = PodAddresses.of(seen == null ? List.of() : seen.podIps(), hostIps);
        if (!reported.isEmpty()) {
            return reported;
        }
        List<String> previous =
                input.previous().getPodIPs().stream().map(PodIP::getIp).toList();
        boolean host = Boolean.TRUE.equals(input.spec().getHostNetwork());
        return previous.isEmpty() && host ? PodAddresses.of(hostIps, hostIps) : previous;
    }
}
