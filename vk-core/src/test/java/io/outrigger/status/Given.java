// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.outrigger.pod.Observation;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Pods, observations and statuses that the tests of this package begin with. */
final class Given {

    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    static final Instant EARLIER = Instant.parse("2026-01-02T03:00:00Z");
    static final List<String> HOST = List.of("192.0.2.1");
    static final PodRef REF = new PodRef("edge", "p", "uid-1");

    private Given() {}

    /** A pod of a spec in YAML, for example {@code {restartPolicy: Never, containers: [{name: a, image: i}]}}. */
    static Pod pod(String spec) {
        String yaml = "metadata: {namespace: edge, name: p, uid: uid-1, generation: 3}\nspec: " + spec;
        return Serialization.unmarshal(yaml, Pod.class);
    }

    static Pod terminating(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp("2026-01-02T03:04:35Z")
                .withDeletionGracePeriodSeconds(30L)
                .endMetadata()
                .build();
    }

    static Pod with(Pod pod, PodStatus status) {
        return new PodBuilder(pod).withStatus(status).build();
    }

    /** The pod as it is after the computed status was written. */
    static Pod after(Pod pod, Observation observation) {
        return with(pod, compute(pod, observation));
    }

    static PodStatus compute(Pod pod, Observation observation) {
        return PodStatuses.compute(pod, observation, HOST, NOW);
    }

    static Observation present(ObservedContainer... containers) {
        return observed(Presence.PRESENT, List.of("10.0.0.7"), containers);
    }

    static Observation absent() {
        return new Observation(Presence.ABSENT, null, null, Map.of());
    }

    static Observation observed(Presence presence, List<String> podIps, ObservedContainer... containers) {
        return new Observation(presence, new ObservedPod(REF, podIps, List.of(containers)), null, Map.of());
    }

    static ObservedContainer running(String name) {
        return container(name, new Running(EARLIER), null, 0, true, true);
    }

    static ObservedContainer waiting(String name, String reason) {
        return container(name, new Waiting(reason, ""), null, 0, false, false);
    }

    static ObservedContainer ended(String name, int exitCode) {
        return container(name, end(exitCode), null, 0, false, false);
    }

    static ObservedContainer crashing(String name, int exitCode) {
        return container(name, new Waiting("CrashLoopBackOff", "back-off 10s"), end(exitCode), 1, false, false);
    }

    static Terminated end(int exitCode) {
        return new Terminated(exitCode, 0, "", "", EARLIER, NOW, "test://" + exitCode);
    }

    static ObservedContainer container(
            String name, ContainerState state, Terminated last, int restarts, boolean ready, boolean started) {
        return new ObservedContainer(
                name, state, last, restarts, ready, started, "image:1", "sha256:1", "test://" + name);
    }

    static PodCondition condition(PodStatus status, String type) {
        return status.getConditions().stream()
                .filter(each -> each.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    static ContainerStatus container(PodStatus status, String name) {
        return status.getContainerStatuses().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
