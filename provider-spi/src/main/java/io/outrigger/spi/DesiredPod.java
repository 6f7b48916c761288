// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A pod as it should run, with everything resolved: a site needs no API server to carry it out. Made by the core.
 *
 * @param ref the pod's identity
 * @param pod a private copy of the pod, without status and without what changes while it stays the same to a site
 *     (version, generation, deletion, tolerations); nobody changes it
 * @param containers what was resolved for each container, init and ephemeral ones too, by name
 * @param files the content of configMap, secret, downwardAPI and projected volumes, by the volume's name
 * @param pullCredentials credentials for image registries, in the order of {@code imagePullSecrets}
 * @param hash changes when anything in here but {@link DesiredContainer#restarts()} changes
 */
public record DesiredPod(
        PodRef ref,
        Pod pod,
        Map<String, DesiredContainer> containers,
        Map<String, List<DesiredFile>> files,
        List<PullCredential> pullCredentials,
        String hash) {

    /** Copies the collections. */
    public DesiredPod {
        Objects.requireNonNull(ref, "ref is null");
        Objects.requireNonNull(pod, "pod is null");
        Objects.requireNonNull(hash, "hash is null");
        containers = Map.copyOf(containers);
        files = Map.copyOf(files);
        pullCredentials = List.copyOf(pullCredentials);
    }

    /**
     * What was resolved for a container.
     *
     * @param name the container's name
     * @return the container
     * @throws IllegalArgumentException when the pod has no container of that name
     */
    public DesiredContainer container(String name) {
        DesiredContainer container = containers.get(name);
        if (container == null) {
            throw new IllegalArgumentException("container \"" + name + "\" not found in pod " + ref);
        }
        return container;
    }

    /** Names the pod only, because the rest may hold secrets. */
    @Override
    public String toString() {
        return "DesiredPod[" + ref + "]";
    }
}
