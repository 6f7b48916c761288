// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.outrigger.kube.KubeException;
import io.outrigger.resolve.Resolution.Problem;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pod being resolved: everything that is missing is collected before the verdict. Used once, by one thread. */
final class PodResolution {

    private final Pod pod;
    private final Pod copy;
    private final NodeValues node;
    private final Map<String, Integer> restarts;
    private final KnownObjects objects;
    private final PodTokens tokens;
    private final Map<String, DesiredContainer> containers = new LinkedHashMap<>();
    private final Map<String, List<DesiredFile>> files = new LinkedHashMap<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    PodResolution(
            Pod pod, NodeValues node, Map<String, Integer> restarts, KnownObjects objects, TokenStore tokenStore) {
        this.pod = pod;
        this.copy = SitePods.copy(pod);
        this.node = node;
        this.restarts = restarts;
        this.objects = objects;
        this.tokens = new PodTokens(tokenStore, pod);
    }

    Resolution resolve(Map<String, String> serviceVariables) throws KubeException {
        var fields = new FieldPath(pod, node);
        var resources = new ResourceField(pod.getSpec(), node.allocatable());
        var volumes = new VolumeResolver(pod, objects, fields, resources, tokens);
        var environment =
                new EnvironmentResolver(pod.getMetadata().getNamespace(), objects, fields, resources, serviceVariables);
        try {
            for (Volume each : pod.getSpec().getVolumes()) {
                resolve(each, volumes);
            }
            for (ContainerFields each : ContainerFields.of(copy.getSpec())) {
                resolve(each, environment);
            }
        } catch (RefusedException refused) {
            return new Resolution.Refused(refused.reason(), refused.getMessage());
        }
        return problems.isEmpty() ? ready() : new Resolution.Missing(waiting, problems);
    }

    private Resolution ready() throws KubeException {
        PullSecrets pullSecrets = PullSecrets.of(pod, objects);
        String hash = SitePods.hash(copy, containers, files, pullSecrets.credentials());
        var desired = new DesiredPod(PodRef.of(pod), copy, containers, files, pullSecrets.credentials(), hash);
        var told = new ArrayList<>(pullSecrets.problems());
        objects.kept()
                .forEach(each ->
                        told.add(new Problem("Failed", each + " not found; the pod goes on with what it had", null)));
        return new Resolution.Ready(desired, tokens.refresh().orElse(null), told);
    }

    private void resolve(Volume volume, VolumeResolver volumes) throws KubeException, RefusedException {
        try {
            volumes.resolve(volume).ifPresent(content -> files.put(volume.getName(), content));
        } catch (UnresolvedException missing) {
            problems.add(new Problem(
                    "FailedMount",
                    "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + missing.getMessage(),
                    null));
        }
    }

    private void resolve(ContainerFields container, EnvironmentResolver environment)
            throws KubeException, RefusedException {
        String name = container.name();
        try {
            DesiredContainer resolved = environment.resolve(container, restarts.getOrDefault(name, 0));
            for (VolumeMount mount : container.volumeMounts()) {
                // The mounts are those of the private copy.
                Optional<String> path = environment.subPath(container, mount, resolved);
                path.ifPresent(mount::setSubPath);
                path.ifPresent(done -> mount.setSubPathExpr(null));
            }
            containers.put(name, resolved);
        } catch (UnresolvedException missing) {
            waiting.put(name, new Waiting("CreateContainerConfigError", missing.getMessage()));
            problems.add(new Problem("Failed", "Error: " + missing.getMessage(), name));
        }
    }
}
