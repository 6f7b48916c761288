// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container as an engine is to run it.
 *
 * @param spec its spec; that of an ephemeral container in the form of the others
 * @param ephemeral whether it was added to the pod while that ran
 * @param target the container whose processes it is to see, or empty
 */
record EngineContainer(Container spec, boolean ephemeral, String target) {

    /** All containers of a pod. */
    static List<EngineContainer> of(PodSpec pod) {
        Stream<EngineContainer> lasting = Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .map(container -> new EngineContainer(container, false, ""));
        return Stream.concat(lasting, pod.getEphemeralContainers().stream().map(EngineContainer::added))
                .toList();
    }

    /** What the API server lets an ephemeral container have. */
    private static EngineContainer added(EphemeralContainer given) {
        Container spec = new ContainerBuilder()
                .withName(given.getName())
                .withImage(given.getImage())
                .withImagePullPolicy(given.getImagePullPolicy())
                .withWorkingDir(given.getWorkingDir())
                .withSecurityContext(given.getSecurityContext())
                .withStdin(given.getStdin())
                .withStdinOnce(given.getStdinOnce())
                .withTty(given.getTty())
                .withTerminationMessagePath(given.getTerminationMessagePath())
                .withTerminationMessagePolicy(given.getTerminationMessagePolicy())
                .withVolumeDevices(given.getVolumeDevices())
                .withVolumeMounts(given.getVolumeMounts())
                .build();
        String target = given.getTargetContainerName();
        return new EngineContainer(spec, true, target == null ? "" : target);
    }

    String name() {
        return spec.getName();
    }

    /** Whether it is on a terminal of its own. */
    boolean terminal() {
        return Boolean.TRUE.equals(spec.getTty());
    }

    /** Whether it can be given an input. */
    boolean input() {
        return Boolean.TRUE.equals(spec.getStdin());
    }
}
