// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.Site;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Pods in namespace {@code default} on the node {@code press-hall-1}, each with the container {@code main}. */
final class FakePods implements PodLookup {

    static final String NODE = "press-hall-1";

    private final Map<String, Pod> pods = new ConcurrentHashMap<>();
    private final Map<String, Site> sites = new ConcurrentHashMap<>();

    FakePods site(Site site) {
        sites.put(NODE, site);
        return this;
    }

    FakePods add(String name, ContainerStatus... statuses) {
        pods.put(
                name,
                new PodBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName(name)
                        .withUid("uid-of-" + name)
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(NODE)
                        .addNewContainer()
                        .withName("main")
                        .addNewEnv()
                        .withName("PASSWORD")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("key", "database", false)
                        .endValueFrom()
                        .endEnv()
                        .endContainer()
                        .addNewInitContainer()
                        .withName("setup")
                        .endInitContainer()
                        .endSpec()
                        .withNewStatus()
                        .withContainerStatuses(statuses)
                        .endStatus()
                        .build());
        return this;
    }

    static ContainerStatus running() {
        return status().withNewState().withNewRunning().endRunning().endState().build();
    }

    static ContainerStatus runningAgain() {
        return new ContainerStatusBuilder(running())
                .withNewLastState()
                .withNewTerminated()
                .withContainerID("process://1")
                .endTerminated()
                .endLastState()
                .build();
    }

    static ContainerStatus waiting(String reason) {
        return status().withNewState().withNewWaiting(null, reason).endState().build();
    }

    static ContainerStatus crashLooping() {
        return new ContainerStatusBuilder(runningAgain())
                .withState(waiting("CrashLoopBackOff").getState())
                .build();
    }

    static ContainerStatus terminated(String containerId) {
        return status().withNewState()
                .withNewTerminated()
                .withContainerID(containerId)
                .endTerminated()
                .endState()
                .build();
    }

    @Override
    public Optional<Pod> pod(String namespace, String name) {
        return namespace.equals("default") ? Optional.ofNullable(pods.get(name)) : Optional.empty();
    }

    @Override
    public Collection<Pod> pods() {
        return List.copyOf(pods.values());
    }

    @Override
    public Optional<Site> site(String nodeName) {
        return Optional.ofNullable(sites.get(nodeName));
    }

    private static ContainerStatusBuilder status() {
        return new ContainerStatusBuilder().withName("main");
    }
}
