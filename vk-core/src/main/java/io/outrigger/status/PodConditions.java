// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.PodFeatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a pod, by the rules of {@code pkg/kubelet/status/generate.go}. Conditions of others stay where and
 * as they are; a transition time changes only with the condition's status.
 */
final class PodConditions {

    private static final String ALL_RESTARTING = "AllContainersRestarting";

    private final StatusInput input;
    private final String phase;
    private final Map<String, ContainerStatus> statuses = new HashMap<>();
    private final ContainerStatuses containers;
    private final boolean network;

    /**
     * @param phase the pod's phase, after the gate
     * @param network whether the pod has addresses
     */
    PodConditions(StatusInput input, ContainerStatuses containers, String phase, boolean network) {
        this.input = input;
        this.containers = containers;
        this.phase = phase;
        this.network = network;
        containers.init().forEach(each -> statuses.put(each.getName(), each));
        containers.regular().forEach(each -> statuses.put(each.getName(), each));
    }

    /** All conditions, those the pod had before in their old order. */
    List<PodCondition> all() {
        var own = new LinkedHashMap<String, PodCondition>();
        PodCondition containersReady = containersReady();
        for (PodCondition each : List.of(
                condition("PodReadyToStartContainers", readyToStart(), null, null),
                initialized(),
                ready(containersReady),
                containersReady,
                condition("PodScheduled", true, null, null))) {
            own.put(each.getType(), each);
        }
        if (PodFeatures.mayRestartAll(input.spec())) {
            own.put(ALL_RESTARTING, allRestarting());
        }
        if (!PodPhase.terminal(phase)) {
            ResizeState.of(input)
                    .forEach(each -> own.put(
                            each.type(),
                            condition(each.type(), true, each.reason(), each.message(), each.generation())));
        }
        var all = new ArrayList<PodCondition>();
        for (PodCondition before : input.previous().getConditions()) {
            PodCondition mine = own.remove(before.getType());
            if (mine != null) {
                all.add(mine);
            } else if (!ResizeState.type(before.getType())) {
                all.add(before);
            }
        }
        all.addAll(own.values());
        return all;
    }

    /** Of pods with such a rule only, like in the kubelet. */
    private PodCondition allRestarting() {
        if (PodPhase.SUCCEEDED.equals(phase)) {
            return condition(ALL_RESTARTING, false, "PodCompleted", null);
        }
        if (PodPhase.FAILED.equals(phase)) {
            return condition(ALL_RESTARTING, false, "PodFailed", null);
        }
        return statuses.values().stream().anyMatch(PodConditions::restartsWithAll)
                ? condition(
                        ALL_RESTARTING,
                        true,
                        "RestartAllContainersStarted",
                        "container exited with restart policy rule")
                : condition(ALL_RESTARTING, false, null, null);
    }

    private static boolean restartsWithAll(ContainerStatus status) {
        return status.getState().getWaiting() != null
                && RestartRules.RESTARTING_ALL.equals(
                        status.getState().getWaiting().getReason());
    }

    private boolean readyToStart() {
        if (PodPhase.terminal(phase) || input.is(Presence.ABSENT)) {
            return false;
        }
        if (input.is(Presence.UNKNOWN)) {
            PodCondition before = before("PodReadyToStartContainers");
            return before != null && "True".equals(before.getStatus());
        }
        return network || statuses.values().stream().anyMatch(ApiStates::ran);
    }

    private PodCondition initialized() {
        var unknown = new ArrayList<String>();
        var incomplete = new ArrayList<String>();
        for (SpecContainer each : input.containers(SpecContainer.Kind.INIT)) {
            ContainerStatus status = statuses.get(each.name());
            if (status == null) {
                unknown.add(each.name());
            } else if (!Boolean.TRUE.equals(each.sidecar() ? status.getStarted() : status.getReady())) {
                incomplete.add(each.name());
            }
        }
        if (PodPhase.SUCCEEDED.equals(phase) && unknown.isEmpty()) {
            return condition("Initialized", true, "PodCompleted", null);
        }
        String message = message(unknown, incomplete, "incomplete");
        if (containers.anyRegularStarted() || message.isEmpty()) {
            return condition("Initialized", true, null, null);
        }
        return condition("Initialized", false, "ContainersNotInitialized", message);
    }

    private PodCondition containersReady() {
        if (PodPhase.FAILED.equals(phase)) {
            return condition("ContainersReady", false, "PodFailed", null);
        }
        var unknown = new ArrayList<String>();
        var unready = new ArrayList<String>();
        var counted = new ArrayList<SpecContainer>();
        input.containers(SpecContainer.Kind.INIT).stream()
                .filter(SpecContainer::sidecar)
                .forEach(counted::add);
        counted.addAll(input.containers(SpecContainer.Kind.REGULAR));
        for (SpecContainer each : counted) {
            ContainerStatus status = statuses.get(each.name());
            if (status == null) {
                unknown.add(each.name());
            } else if (!Boolean.TRUE.equals(status.getReady())) {
                unready.add(each.name());
            }
        }
        if (PodPhase.SUCCEEDED.equals(phase) && unknown.isEmpty()) {
            return condition("ContainersReady", false, "PodCompleted", null);
        }
        String message = message(unknown, unready, "unready");
        return message.isEmpty()
                ? condition("ContainersReady", true, null, null)
                : condition("ContainersReady", false, "ContainersNotReady", message);
    }

    private PodCondition ready(PodCondition containersReady) {
        if (!"True".equals(containersReady.getStatus())) {
            return condition("Ready", false, containersReady.getReason(), containersReady.getMessage());
        }
        var closed = new ArrayList<String>();
        for (PodReadinessGate gate : input.spec().getReadinessGates()) {
            PodCondition before = before(gate.getConditionType());
            if (before == null) {
                closed.add("corresponding condition of pod readiness gate \"" + gate.getConditionType()
                        + "\" does not exist.");
            } else if (!"True".equals(before.getStatus())) {
                closed.add("the status of pod readiness gate \"" + gate.getConditionType() + "\" is not \"True\", but "
                        + before.getStatus());
            }
        }
        return closed.isEmpty()
                ? condition("Ready", true, null, null)
                : condition("Ready", false, "ReadinessGatesNotReady", String.join(", ", closed));
    }

    private PodCondition condition(String type, boolean status, @Nullable String reason, @Nullable String message) {
        return condition(
                type, status, reason, message, input.pod().getMetadata().getGeneration());
    }

    private PodCondition condition(
            String type, boolean status, @Nullable String reason, @Nullable String message, @Nullable Long generation) {
        String text = status ? "True" : "False";
        PodCondition before = before(type);
        boolean same = before != null && text.equals(before.getStatus());
        String since = before == null || !same ? null : before.getLastTransitionTime();
        return new PodConditionBuilder()
                .withType(type)
                .withStatus(text)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastProbeTime(before == null ? null : before.getLastProbeTime())
                .withLastTransitionTime(since == null ? Texts.time(input.now()) : since)
                .build();
    }

    private @Nullable PodCondition before(String type) {
        return input.previous().getConditions().stream()
                .filter(each -> type.equals(each.getType()))
                .findFirst()
                .orElse(null);
    }

    private static String message(List<String> unknown, List<String> others, String what) {
        var parts = new ArrayList<String>();
        if (!unknown.isEmpty()) {
            parts.add("containers with unknown status: [" + String.join(" ", unknown) + "]");
        }
        if (!others.isEmpty()) {
            parts.add("containers with " + what + " status: [" + String.join(" ", others) + "]");
        }
        return String.join(", ", parts);
    }
}
