// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.pod.PodStart;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes pods complete; one name needs an object that comes and goes, one has a token that is renewed. */
final class ModelResolver implements PodStart.Resolver {

    static final String NEEDS_OBJECT = "p4";
    private static final String HAS_TOKEN = "p3";

    private final World world;

    ModelResolver(World world) {
        this.world = world;
    }

    @Override
    public Resolution resolve(Pod pod, OpenSite site, Map<String, Integer> restarts) {
        String name = pod.getMetadata().getName();
        if (name.equals(NEEDS_OBJECT) && !world.objectThere) {
            var waiting = new ContainerState.Waiting("CreateContainerConfigError", "configmap \"c\" not found");
            return new Resolution.Missing(Map.of("c0", waiting), List.of());
        }
        boolean uncounted = world.mutant == Mutant.DOES_NOT_COUNT_LOST_PODS;
        var containers = new HashMap<String, DesiredContainer>();
        for (Container each : pod.getSpec().getContainers()) {
            int counted = uncounted ? 0 : restarts.getOrDefault(each.getName(), 0);
            containers.put(
                    each.getName(), new DesiredContainer(each.getName(), Map.of(), List.of(), List.of(), counted));
        }
        String hash = pod.getMetadata().getUid() + "/" + pod.getMetadata().getGeneration();
        @Nullable
        Instant refresh = name.equals(HAS_TOKEN) ? world.clock.instant().plusSeconds(40) : null;
        return new Resolution.Ready(
                new DesiredPod(PodRef.of(pod), pod, containers, Map.of(), List.of(), hash), refresh, List.of());
    }

    @Override
    public void forget(PodRef pod) {}
}
