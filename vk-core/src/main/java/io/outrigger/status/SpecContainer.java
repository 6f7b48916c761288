// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A container as the pod's spec declares it, of any kind.
 *
 * @param kind in which list of the spec it stands
 * @param name its name
 * @param image its image, or empty
 * @param spec the whole of it; null for ephemeral containers
 */
record SpecContainer(
        Kind kind, String name, String image, @Nullable Container spec) {

    /** The lists of containers in a pod. */
    enum Kind {
        /** {@code initContainers}, which include sidecars. */
        INIT,
        /** {@code containers}. */
        REGULAR,
        /** {@code ephemeralContainers}. */
        EPHEMERAL
    }

    /** The containers of one kind in the order of the spec. */
    static List<SpecContainer> of(PodSpec spec, Kind kind) {
        return switch (kind) {
            case INIT -> declared(kind, spec.getInitContainers());
            case REGULAR -> declared(kind, spec.getContainers());
            case EPHEMERAL -> ephemeral(spec);
        };
    }

    /** Whether it is an init container that goes on running beside the others. */
    boolean sidecar() {
        return kind == Kind.INIT && spec != null && "Always".equals(spec.getRestartPolicy());
    }

    /** Whether it is an init container that has to end before the next one starts. */
    boolean regularInit() {
        return kind == Kind.INIT && !sidecar();
    }

    private static List<SpecContainer> declared(Kind kind, List<Container> containers) {
        return containers.stream()
                .map(each ->
                        new SpecContainer(kind, each.getName(), Objects.requireNonNullElse(each.getImage(), ""), each))
                .toList();
    }

    private static List<SpecContainer> ephemeral(PodSpec spec) {
        var found = new ArrayList<SpecContainer>();
        for (var each : spec.getEphemeralContainers()) {
            String image = Objects.requireNonNullElse(each.getImage(), "");
            found.add(new SpecContainer(Kind.EPHEMERAL, each.getName(), image, null));
        }
        return found;
    }
}
