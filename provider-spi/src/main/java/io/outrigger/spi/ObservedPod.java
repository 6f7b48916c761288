// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod as it is at a site. Made by providers; immutable. It says what is, and leaves phase and conditions to the core.
 *
 * {@snippet class="com.example.belt.BeltSite" region="observed"}
 *
 * @param ref the pod's identity, with the UID it was applied with
 * @param podIps its addresses in canonical text, the first one first; empty before it has a network
 * @param containers its containers, init and ephemeral ones too; those not yet created may be missing
 * @param failure why the site has ended the pod, or is ending it, by itself and for good; null as a rule
 */
public record ObservedPod(
        PodRef ref,
        List<String> podIps,
        List<ObservedContainer> containers,
        @Nullable PodFailure failure) {

    /**
     * A pod that its site does not end by itself.
     *
     * @param ref the pod's identity, with the UID it was applied with
     * @param podIps its addresses in canonical text, the first one first; empty before it has a network
     * @param containers its containers, init and ephemeral ones too; those not yet created may be missing
     */
    public ObservedPod(PodRef ref, List<String> podIps, List<ObservedContainer> containers) {
        this(ref, podIps, containers, null);
    }

    /** Copies the lists. */
    // Not compact: javac leaves the nullness of a compact constructor's parameters out of the class file.
    public ObservedPod(
            PodRef ref, List<String> podIps, List<ObservedContainer> containers, @Nullable PodFailure failure) {
        this.ref = Objects.requireNonNull(ref, "ref is null");
        this.podIps = List.copyOf(podIps);
        this.containers = List.copyOf(containers);
        this.failure = failure;
    }

    /**
     * A container by name.
     *
     * @param name the container's name
     * @return the container, or nothing when it was not yet created
     */
    public Optional<ObservedContainer> container(String name) {
        return containers.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** {@return whether any container ran when this was observed} */
    public boolean running() {
        return containers.stream().anyMatch(each -> each.state() instanceof ContainerState.Running);
    }
}
