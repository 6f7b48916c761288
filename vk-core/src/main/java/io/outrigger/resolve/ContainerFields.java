// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is resolved of a container, whatever its kind.
 *
 * @param field where it stands in the pod, for messages
 * @param name its name
 * @param env its variables
 * @param envFrom where more variables come from
 * @param command its entry point
 * @param args its arguments
 * @param resources its requests and limits, or null
 * @param volumeMounts its mounts
 */
record ContainerFields(
        String field,
        String name,
        List<EnvVar> env,
        List<EnvFromSource> envFrom,
        List<String> command,
        List<String> args,
        @Nullable ResourceRequirements resources,
        List<VolumeMount> volumeMounts) {

    /** All containers of a pod. */
    static List<ContainerFields> of(PodSpec spec) {
        var all = new ArrayList<ContainerFields>();
        add(all, "spec.initContainers", spec.getInitContainers());
        add(all, "spec.containers", spec.getContainers());
        for (EphemeralContainer each : spec.getEphemeralContainers()) {
            all.add(new ContainerFields(
                    "spec.ephemeralContainers{" + each.getName() + "}",
                    each.getName(),
                    each.getEnv(),
                    each.getEnvFrom(),
                    each.getCommand(),
                    each.getArgs(),
                    each.getResources(),
                    each.getVolumeMounts()));
        }
        return all;
    }

    private static void add(List<ContainerFields> all, String list, List<Container> containers) {
        for (Container each : containers) {
            all.add(new ContainerFields(
                    list + "{" + each.getName() + "}",
                    each.getName(),
                    each.getEnv(),
                    each.getEnvFrom(),
                    each.getCommand(),
                    each.getArgs(),
                    each.getResources(),
                    each.getVolumeMounts()));
        }
    }
}
