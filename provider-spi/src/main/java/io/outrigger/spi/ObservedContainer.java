// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A container as it is at a site.
 *
 * @param name its name in the pod
 * @param state what it does now
 * @param lastTermination how its previous instance ended, or null if there was none
 * @param restarts how often it was restarted, counted from {@link DesiredContainer#restarts()}
 * @param ready whether it is fit for traffic; without a readiness probe, whether it runs
 * @param started whether it has passed its startup probe; without one, whether it runs
 * @param image the image that runs, as the runtime names it
 * @param imageId the runtime's identity of the image, or empty
 * @param containerId {@code type://id}, or empty before it was created
 * @param resources what it is given of processor and memory, or null where that does not change while it runs; users
 *     cannot resize it then
 */
public record ObservedContainer(
        String name,
        ContainerState state,
        ContainerState.@Nullable Terminated lastTermination,
        int restarts,
        boolean ready,
        boolean started,
        String image,
        String imageId,
        String containerId,
        @Nullable ObservedResources resources) {

    /**
     * A container whose resources do not change while it runs.
     *
     * @param name its name in the pod
     * @param state what it does now
     * @param lastTermination how its previous instance ended, or null if there was none
     * @param restarts how often it was restarted, counted from {@link DesiredContainer#restarts()}
     * @param ready whether it is fit for traffic; without a readiness probe, whether it runs
     * @param started whether it has passed its startup probe; without one, whether it runs
     * @param image the image that runs, as the runtime names it
     * @param imageId the runtime's identity of the image, or empty
     * @param containerId {@code type://id}, or empty before it was created
     */
    public ObservedContainer(
            String name,
            ContainerState state,
            ContainerState.@Nullable Terminated lastTermination,
            int restarts,
            boolean ready,
            boolean started,
            String image,
            String imageId,
            String containerId) {
        this(name, state, lastTermination, restarts, ready, started, image, imageId, containerId, null);
    }

    /** Refuses null where it is not allowed. */
    // Not compact: javac leaves the nullness of a compact constructor's parameters out of the class file.
    public ObservedContainer(
            String name,
            ContainerState state,
            ContainerState.@Nullable Terminated lastTermination,
            int restarts,
            boolean ready,
            boolean started,
            String image,
            String imageId,
            String containerId,
            @Nullable ObservedResources resources) {
        this.name = Objects.requireNonNull(name, "name is null");
        this.state = Objects.requireNonNull(state, "state is null");
        this.lastTermination = lastTermination;
        this.restarts = restarts;
        this.ready = ready;
        this.started = started;
        this.image = Objects.requireNonNull(image, "image is null");
        this.imageId = Objects.requireNonNull(imageId, "imageId is null");
        this.containerId = Objects.requireNonNull(containerId, "containerId is null");
        this.resources = resources;
    }
}
