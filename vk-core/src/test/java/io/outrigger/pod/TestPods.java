// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Pods with one container {@code main}, as tests need them. */
public final class TestPods {

    public static final String NODE = "edge-1";
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private TestPods() {}

    public static PodRef ref(String name) {
        return new PodRef("default", name, "uid-" + name);
    }

    public static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(name)
                .withUid("uid-" + name)
                .withResourceVersion("1")
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withNodeName(NODE)
                .withRestartPolicy("Always")
                .addNewContainer()
                .withName("main")
                .withImage("image")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Pending")
                .endStatus()
                .build();
    }

    public static Pod uid(Pod pod, String uid) {
        return new PodBuilder(pod).editMetadata().withUid(uid).endMetadata().build();
    }

    public static Pod version(Pod pod, String version) {
        return new PodBuilder(pod)
                .editMetadata()
                .withResourceVersion(version)
                .endMetadata()
                .build();
    }

    public static Pod node(Pod pod, String node) {
        return new PodBuilder(pod).editSpec().withNodeName(node).endSpec().build();
    }

    public static Pod policy(Pod pod, String policy) {
        return new PodBuilder(pod)
                .editSpec()
                .withRestartPolicy(policy)
                .endSpec()
                .build();
    }

    public static Pod phase(Pod pod, String phase) {
        return new PodBuilder(pod).editStatus().withPhase(phase).endStatus().build();
    }

    /** Deleted at {@link #NOW}, with so much time to stop. */
    public static Pod terminating(Pod pod, Duration grace) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp(NOW.plus(grace).toString())
                .withDeletionGracePeriodSeconds(grace.toSeconds())
                .withGeneration(2L)
                .endMetadata()
                .build();
    }

    /** Its status says that it runs, restarted so often. */
    public static Pod ran(Pod pod, int restarts) {
        return new PodBuilder(pod)
                .editStatus()
                .withPhase("Running")
                .withStartTime(NOW.toString())
                .addNewContainerStatus()
                .withName("main")
                .withRestartCount(restarts)
                .withNewState()
                .withNewRunning(NOW.toString())
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    public static Pod tolerating(Pod pod, Long seconds) {
        return new PodBuilder(pod)
                .editSpec()
                .withTolerations(
                        new Toleration("NoExecute", "node.kubernetes.io/not-ready", "Exists", seconds, null),
                        new Toleration("NoExecute", "node.kubernetes.io/unreachable", "Exists", seconds, null))
                .endSpec()
                .build();
    }

    public static ObservedPod running(PodRef ref) {
        return observed(ref, new Running(NOW), 0);
    }

    public static ObservedPod ended(PodRef ref, int exitCode) {
        String reason = exitCode == 0 ? "Completed" : "Error";
        return observed(ref, new Terminated(exitCode, 0, reason, "", NOW, NOW, "test://1"), 0);
    }

    public static ObservedPod observed(PodRef ref, ContainerState state, int restarts) {
        boolean runs = state instanceof Running;
        var container = new ObservedContainer("main", state, null, restarts, runs, runs, "image", "", "");
        return new ObservedPod(ref, List.of("10.1.1.1"), List.of(container));
    }
}
