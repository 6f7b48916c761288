// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.pod.Observation;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that a status is computed from, with the questions that several rules ask. */
final class StatusInput {

    private final Pod pod;
    private final PodStatus previous;
    private final Observation observation;
    private final Instant now;
    private final Map<SpecContainer.Kind, List<SpecContainer>> containers = new EnumMap<>(SpecContainer.Kind.class);
    private final Map<String, ObservedContainer> observed = new HashMap<>();
    private final Map<String, ContainerStatus> before = new HashMap<>();

    StatusInput(Pod pod, Observation observation, Instant now) {
        this.pod = pod;
        this.previous = Objects.requireNonNullElseGet(pod.getStatus(), PodStatus::new);
        this.observation = observation;
        this.now = now;
        for (SpecContainer.Kind kind : SpecContainer.Kind.values()) {
            containers.put(kind, SpecContainer.of(pod.getSpec(), kind));
        }
        // Should a site name a container twice, the first one counts.
        if (observation.pod() != null) {
            observation.pod().containers().forEach(each -> observed.putIfAbsent(each.name(), each));
        }
        previous.getInitContainerStatuses().forEach(each -> before.put(each.getName(), each));
        previous.getContainerStatuses().forEach(each -> before.put(each.getName(), each));
        previous.getEphemeralContainerStatuses().forEach(each -> before.put(each.getName(), each));
    }

    Pod pod() {
        return pod;
    }

    PodSpec spec() {
        return pod.getSpec();
    }

    PodStatus previous() {
        return previous;
    }

    Observation observation() {
        return observation;
    }

    Instant now() {
        return now;
    }

    List<SpecContainer> containers(SpecContainer.Kind kind) {
        return containers.getOrDefault(kind, List.of());
    }

    /** What the site said last about a container; it may have forgotten it since. */
    @Nullable
    ObservedContainer observed(SpecContainer container) {
        return observed.get(container.name());
    }

    /** What the API server says about a container. */
    @Nullable
    ContainerStatus before(SpecContainer container) {
        return before.get(container.name());
    }

    boolean is(Presence presence) {
        return observation.presence() == presence;
    }

    boolean terminating() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    boolean alreadyTerminal() {
        return PodPhase.terminal(previous.getPhase());
    }

    /** Whether the site was heard and no container of the pod runs or may start there. */
    boolean stopped() {
        return switch (observation.presence()) {
            case UNKNOWN -> false;
            case ABSENT -> true;
            case PRESENT ->
                all().allMatch(each -> {
                    ObservedContainer seen = observed(each);
                    return seen == null || seen.state() instanceof ContainerState.Terminated;
                });
        };
    }

    /** Whether a container that counts for the phase may run at this moment. */
    boolean mayRun() {
        return switch (observation.presence()) {
            case UNKNOWN -> true;
            case ABSENT -> false;
            case PRESENT ->
                all().filter(each -> each.kind() != SpecContainer.Kind.EPHEMERAL)
                        .anyMatch(each -> active(each, observed(each)));
        };
    }

    /**
     * Whether the site lost a pod that must not run twice: a container ran, not all have ended, the site does not know
     * the pod, and the pod is neither being deleted nor allowed to restart.
     */
    boolean lostForGood() {
        return is(Presence.ABSENT)
                && !terminating()
                && !alreadyTerminal()
                && RestartRules.never(spec())
                && all().anyMatch(this::ran)
                && !containers(SpecContainer.Kind.REGULAR).stream().allMatch(this::ended);
    }

    /** Whether the containers are not to start again. */
    boolean ending() {
        return terminating() || alreadyTerminal() || lostForGood() || pastDeadline() || failure() != null;
    }

    /** Why the site has ended the pod by itself. */
    @Nullable
    PodFailure failure() {
        ObservedPod seen = observation.pod();
        return seen == null ? null : seen.failure();
    }

    /** Whether {@code activeDeadlineSeconds} has passed since the pod's start. */
    boolean pastDeadline() {
        Long seconds = spec().getActiveDeadlineSeconds();
        String start = previous.getStartTime();
        if (seconds == null || start == null) {
            return false;
        }
        try {
            return !now.isBefore(Instant.parse(start).plusSeconds(seconds));
        } catch (DateTimeException | ArithmeticException notATime) {
            return false;
        }
    }

    private Stream<SpecContainer> all() {
        return containers.values().stream().flatMap(List::stream);
    }

    private boolean ran(SpecContainer container) {
        ObservedContainer seen = observed(container);
        return ApiStates.ran(before(container))
                || (seen != null
                        && (!(seen.state() instanceof ContainerState.Waiting) || seen.lastTermination() != null));
    }

    private boolean ended(SpecContainer container) {
        ObservedContainer seen = observed(container);
        return (seen != null && seen.state() instanceof ContainerState.Terminated)
                || ApiStates.terminated(before(container)) != null;
    }

    /** Whether a container runs, or is a regular one that has run and waits to run again. */
    private static boolean active(SpecContainer container, @Nullable ObservedContainer seen) {
        if (seen == null || seen.state() instanceof ContainerState.Terminated) {
            return false;
        }
        return seen.state() instanceof ContainerState.Running
                || (container.kind() == SpecContainer.Kind.REGULAR && seen.lastTermination() != null);
    }
}
