// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.DesiredPod;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which containers of a pod are to be given other resources than before, and which of them are started again for it. */
final class Resizing {

    private static final String SUFFIX = "/" + ResourceLine.FILE;

    private Resizing() {}

    /** The containers whose file of resources is another one than that which was written last. */
    static List<String> containers(Collection<HostFile> files, Map<String, Long> known) {
        return files.stream()
                .filter(file -> file.path().endsWith(SUFFIX))
                .filter(file -> !PodFiles.checksum(file).equals(known.get(file.path())))
                .map(file -> file.path().split("/")[1])
                .toList();
    }

    /**
     * Whether a file is to be written for the resize of a container. A script from before there was one knows no file of
     * resources.
     */
    static boolean touches(HostFile file, Collection<String> containers, Map<String, Long> known) {
        return containers.stream()
                .map(container -> "containers/" + container)
                .anyMatch(place -> file.path().equals(place + SUFFIX)
                        || (file.path().startsWith(place + "/") && !known.containsKey(place + SUFFIX)));
    }

    /** Whether a container that runs has to be started again, because its policy wants that for what changes. */
    static boolean restarts(DesiredPod pod, ContainerReport before) {
        // Not what is allocated: an apply that was cut off may have written that, and not asked for the restart.
        Optional<ResourceLine> given = before.given();
        if (before.phase() != ContainerReport.Phase.RUNNING || given.isEmpty()) {
            return false;
        }
        PodSpec spec = pod.pod().getSpec();
        return Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .filter(container -> container.getName().equals(before.name()))
                .anyMatch(container -> restarts(
                        container, ResourceLine.of(container.getResources()).differences(given.get())));
    }

    private static boolean restarts(Container container, Set<String> changed) {
        return container.getResizePolicy().stream()
                .anyMatch(policy -> "RestartContainer".equals(policy.getRestartPolicy())
                        && changed.contains(policy.getResourceName()));
    }
}
