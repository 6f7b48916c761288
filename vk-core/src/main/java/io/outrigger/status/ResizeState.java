// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.PodCondition;
import io.outrigger.pod.Observation;
import io.outrigger.pod.ResourceValues;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedResources;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A condition about a resize (KEP-1287): there while it is true.
 *
 * @param type {@link #PENDING} or {@link #IN_PROGRESS}
 * @param reason a word, or null
 * @param message a sentence, or null
 * @param generation of the pod that asked for it
 */
record ResizeState(
        String type,
        @Nullable String reason,
        @Nullable String message,
        @Nullable Long generation) {

    /** The site was not given what the pod asks for. */
    static final String PENDING = "PodResizePending";

    /** What is in force is not yet what the site has accepted. */
    static final String IN_PROGRESS = "PodResizeInProgress";

    /** Why something in progress does not get on. */
    static final String ERROR = "Error";

    static boolean type(String type) {
        return type.equals(PENDING) || type.equals(IN_PROGRESS);
    }

    /** The conditions of a pod that is not over. */
    static List<ResizeState> of(StatusInput input) {
        var states = new ArrayList<ResizeState>();
        Observation.PendingResize pending = input.observation().resize();
        if (pending != null) {
            states.add(new ResizeState(PENDING, pending.reason(), pending.message(), pending.generation()));
        }
        List<ObservedResources> unfinished = given(input)
                .filter(each -> !ResourceValues.same(each.allocated(), each.actual()))
                .toList();
        if (!unfinished.isEmpty()) {
            String problem = unfinished.stream()
                    .map(ObservedResources::problem)
                    .filter(each -> !each.isBlank())
                    .findFirst()
                    .orElse(null);
            states.add(new ResizeState(
                    IN_PROGRESS, problem == null ? null : ERROR, problem, generation(input, pending != null)));
        }
        return states;
    }

    /** While another resize is pending, the one in progress is of an earlier generation. */
    private static @Nullable Long generation(StatusInput input, boolean pending) {
        Long current = input.pod().getMetadata().getGeneration();
        return pending
                ? input.previous().getConditions().stream()
                        .filter(each -> IN_PROGRESS.equals(each.getType()))
                        .map(PodCondition::getObservedGeneration)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(current)
                : current;
    }

    /** Of containers that run; the others get what is allocated when they start. */
    private static Stream<ObservedResources> given(StatusInput input) {
        return Stream.of(SpecContainer.Kind.INIT, SpecContainer.Kind.REGULAR)
                .flatMap(kind -> input.containers(kind).stream())
                .filter(each -> !each.regularInit())
                .map(input::observed)
                .filter(each -> each != null && each.state() instanceof ContainerState.Running)
                .map(ObservedContainer::resources)
                .filter(Objects::nonNull);
    }
}
