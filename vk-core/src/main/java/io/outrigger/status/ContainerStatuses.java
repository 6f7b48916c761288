// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.PodFeatures;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.ObservedContainer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The statuses of a pod's containers, by the rules of {@code convertToAPIContainerStatuses} in the kubelet. */
final class ContainerStatuses {

    private final StatusInput input;
    private final String defaultReason;
    private final int messageLimit;
    private final List<ContainerStatus> init;
    private final List<ContainerStatus> regular;
    private final List<ContainerStatus> ephemeral;

    ContainerStatuses(StatusInput input) {
        this.input = input;
        var initContainers = input.containers(SpecContainer.Kind.INIT);
        var regularContainers = input.containers(SpecContainer.Kind.REGULAR);
        var ephemeralContainers = input.containers(SpecContainer.Kind.EPHEMERAL);
        this.defaultReason = initContainers.isEmpty() ? "ContainerCreating" : "PodInitializing";
        this.messageLimit =
                ApiStates.messageLimit(initContainers.size() + regularContainers.size() + ephemeralContainers.size());
        this.init = initContainers.stream().map(this::status).toList();
        this.regular = sorted(finished(regularContainers));
        this.ephemeral = sorted(ephemeralContainers.stream().map(this::status).toList());
    }

    /** Of init containers, in the order of the spec. */
    List<ContainerStatus> init() {
        return init;
    }

    /** Of regular containers, by name. */
    List<ContainerStatus> regular() {
        return regular;
    }

    /** Of ephemeral containers, by name. */
    List<ContainerStatus> ephemeral() {
        return ephemeral;
    }

    /** Whether a regular container has ever been started. */
    boolean anyRegularStarted() {
        return regular.stream().anyMatch(ApiStates::ran);
    }

    private ContainerStatus status(SpecContainer container) {
        ObservedContainer observed = input.observed(container);
        ContainerStatus before = input.before(container);
        if (observed == null) {
            return unobserved(container, before);
        }
        if (input.is(Presence.ABSENT) && !(observed.state() instanceof Terminated)) {
            return observed.state() instanceof Running
                    ? gone(container, before, observed)
                    : unobserved(container, before);
        }
        return held(container, before, reported(container, before, observed));
    }

    private ContainerStatus unobserved(SpecContainer container, @Nullable ContainerStatus before) {
        if (before != null && ApiStates.terminated(before) != null) {
            return before;
        }
        if (before != null && input.is(Presence.UNKNOWN) && (ApiStates.ran(before) || !heldBack(container))) {
            return before;
        }
        if (ApiStates.running(before)) {
            return gone(container, before, null);
        }
        return resting(container, ApiStates.lastTerminated(before), restarts(before));
    }

    /** A container that ran and is not there any more. */
    private ContainerStatus gone(
            SpecContainer container, @Nullable ContainerStatus before, @Nullable ObservedContainer observed) {
        ContainerStateTerminated ended = ApiStates.terminated(before);
        if (before != null && ended != null && (input.ending() || !restarts(container, ended))) {
            return before;
        }
        int counted = restarts(before);
        int seen = observed == null ? 0 : Math.max(0, observed.restarts());
        ContainerStateTerminated unknown = ApiStates.unknown(false);
        if (input.ending() || !restarts(container, unknown)) {
            ContainerState state = ApiStates.terminated(ApiStates.unknown(true));
            return idle(container, state, ApiStates.lastTerminated(before), Math.max(counted, seen))
                    .build();
        }
        // Counted once: a previous status that no longer says running has the loss in it already.
        boolean accounted = !ApiStates.running(before) && (observed == null || counted > seen);
        return accounted
                ? resting(container, ApiStates.lastTerminated(before), counted)
                : resting(container, unknown, Math.max(counted, seen) + 1);
    }

    /** A container that is not there: it waits, unless it has ended and cannot start again. */
    private ContainerStatus resting(SpecContainer container, @Nullable ContainerStateTerminated last, int restarts) {
        return last == null || restarts(container, last)
                ? idle(container, waiting(container), last, restarts).build()
                : idle(container, ApiStates.terminated(last), null, restarts).build();
    }

    private ContainerStatus reported(
            SpecContainer container, @Nullable ContainerStatus before, ObservedContainer observed) {
        ContainerState state = state(observed.state());
        var last = observed.lastTermination() != null
                ? ApiStates.terminated(observed.lastTermination(), messageLimit)
                : lastKnown(container, before, state);
        int restarts = Math.max(restarts(before), Math.max(0, observed.restarts()));
        var status = idle(container, state, last, restarts)
                .withImageID(Texts.limit(observed.imageId(), 1024))
                .withContainerID(ApiStates.orNull(Texts.limit(observed.containerId(), 1024)));
        if (!observed.image().isBlank()) {
            status.withImage(Texts.limit(observed.image(), 1024));
        }
        if (container.kind() == SpecContainer.Kind.EPHEMERAL) {
            return status.build();
        }
        ResourceStatus.add(status, container, observed, before);
        boolean running = state.getRunning() != null;
        boolean started = running && (container.regularInit() || observed.started());
        boolean ready = container.regularInit() ? succeeded(state) : started && observed.ready();
        return status.withStarted(started).withReady(ready).build();
    }

    /**
     * The API server refuses that a container leaves its end when it cannot restart; then the end is kept. Nor does such
     * a container go from running to waiting; a site that says so does not know better yet.
     */
    private ContainerStatus held(SpecContainer container, @Nullable ContainerStatus before, ContainerStatus after) {
        ContainerStateTerminated ended = ApiStates.terminated(before);
        if (before != null && ended != null && ApiStates.terminated(after) == null) {
            return PodFeatures.mayRestartAll(input.spec()) || restarts(container, ended) ? after : before;
        }
        boolean doubtful = ApiStates.running(before) && !ApiStates.ran(after);
        return before != null && doubtful
                ? new ContainerStatusBuilder(before).withReady(false).build()
                : after;
    }

    /** When a pod has ended, regular containers that never reported an end count as failed. */
    private List<ContainerStatus> finished(List<SpecContainer> containers) {
        var statuses = new ArrayList<>(containers.stream().map(this::status).toList());
        boolean finished = input.ending() && !input.alreadyTerminal() && input.stopped();
        if (!finished || !initialized(statuses)) {
            return statuses;
        }
        statuses.replaceAll(each -> ApiStates.terminated(each) != null
                ? each
                : new ContainerStatusBuilder(each)
                        .withState(ApiStates.terminated(ApiStates.unknown(true)))
                        .withReady(false)
                        .withStarted(false)
                        .build());
        return statuses;
    }

    private boolean initialized(List<ContainerStatus> statuses) {
        var last = init.isEmpty() ? null : init.get(init.size() - 1);
        return last == null
                || statuses.stream().anyMatch(ApiStates::ran)
                || Boolean.TRUE.equals(last.getReady())
                || (Boolean.TRUE.equals(last.getStarted()) && last(input.containers(SpecContainer.Kind.INIT)));
    }

    private static boolean last(List<SpecContainer> containers) {
        return containers.get(containers.size() - 1).sidecar();
    }

    private ContainerStatusBuilder idle(
            SpecContainer container, ContainerState state, @Nullable ContainerStateTerminated last, int restarts) {
        var lastState = last == null ? new ContainerState() : ApiStates.terminated(last);
        boolean done = container.regularInit() && succeeded(state);
        return new ContainerStatusBuilder()
                .withName(container.name())
                .withImage(container.image())
                .withImageID("")
                .withState(state)
                .withLastState(lastState)
                .withRestartCount(restarts)
                .withReady(done)
                .withStarted(container.kind() == SpecContainer.Kind.EPHEMERAL ? null : Boolean.FALSE);
    }

    private boolean heldBack(SpecContainer container) {
        return input.observation().refusal() != null
                || input.observation().waiting().containsKey(container.name());
    }

    private ContainerState waiting(SpecContainer container) {
        var refusal = input.observation().refusal();
        if (refusal != null) {
            return ApiStates.waiting(new Waiting(refusal.reason(), refusal.message()), defaultReason);
        }
        Waiting outside = input.observation().waiting().get(container.name());
        return ApiStates.waiting(outside != null ? outside : new Waiting(defaultReason, ""), defaultReason);
    }

    private ContainerState state(io.outrigger.spi.ContainerState state) {
        if (state instanceof Running running) {
            return ApiStates.running(running);
        }
        if (state instanceof Terminated terminated) {
            return ApiStates.terminated(ApiStates.terminated(terminated, messageLimit));
        }
        return ApiStates.waiting((Waiting) state, defaultReason);
    }

    private @Nullable ContainerStateTerminated lastKnown(
            SpecContainer container, @Nullable ContainerStatus before, ContainerState state) {
        ContainerStateTerminated ended = ApiStates.terminated(before);
        if (ended != null && state.getTerminated() == null) {
            return ended;
        }
        ContainerStateTerminated unknown = ApiStates.unknown(false);
        boolean restarting = ApiStates.running(before) && state.getWaiting() != null && restarts(container, unknown);
        return restarting ? unknown : ApiStates.lastTerminated(before);
    }

    private static boolean succeeded(ContainerState state) {
        return state.getTerminated() != null && exitCode(state.getTerminated()) == 0;
    }

    private static int exitCode(ContainerStateTerminated terminated) {
        return Objects.requireNonNullElse(terminated.getExitCode(), 0);
    }

    private boolean restarts(SpecContainer container, ContainerStateTerminated ended) {
        return RestartRules.restarts(input.spec(), container, ended);
    }

    private static int restarts(@Nullable ContainerStatus status) {
        return status == null || status.getRestartCount() == null ? 0 : Math.max(0, status.getRestartCount());
    }

    private static List<ContainerStatus> sorted(List<ContainerStatus> statuses) {
        return statuses.stream()
                .sorted(Comparator.comparing(ContainerStatus::getName))
                .toList();
    }
}
