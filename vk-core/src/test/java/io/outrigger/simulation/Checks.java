// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.PodRef;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What must never be, looked at whenever something happens, and what must be once everything is quiet. */
final class Checks {

    private final World world;
    /** Pods that somebody else called ended, which proves nothing about us. */
    final Set<PodRef> endedByOthers = new HashSet<>();

    /** Pods that ran by what the program had read before they were lost. */
    private final Set<PodRef> saidRunning = new HashSet<>();

    private boolean past;

    Checks(World world) {
        this.world = world;
    }

    /** A status is about to replace that of a pod. */
    void statusWritten(Pod pod, PodStatus after) {
        PodRef ref = PodRef.of(pod);
        boolean before = ModelApi.terminal(pod);
        boolean ends = "Failed".equals(after.getPhase()) || "Succeeded".equals(after.getPhase());
        if (before && !ends) {
            world.violated("the end of " + ref + " was taken back");
        }
        if (!before && ends && site(pod).mayRun(world.program.shown(ref))) {
            world.violated(ref + " was called " + after.getPhase() + " while it may run");
        }
        for (ContainerStatus each : after.getContainerStatuses()) {
            ContainerStatus earlier = container(pod.getStatus(), each.getName());
            if (earlier != null && each.getRestartCount() < earlier.getRestartCount()) {
                world.violated("the restart count of " + ref + " fell");
            }
        }
        if (world.api.writes > 4000) {
            world.violated("statuses are written over and over");
        }
    }

    /** The program removes a pod from the API server. */
    void finished(Pod pod) {
        PodRef ref = PodRef.of(pod);
        if (!ModelApi.terminating(pod)) {
            world.violated(ref + " was removed although nobody deleted it");
        }
        if (site(pod).mayRun(world.program.shown(ref))) {
            world.violated(ref + " was removed from the API server while it may run");
        }
        ModelPod at = site(pod).pods.get(world.program.shown(ref));
        if (at == null || endedByOthers.contains(ref)) {
            return;
        }
        for (ObservedContainer each : at.observed().containers()) {
            ContainerStatus said = container(pod.getStatus(), each.name());
            if (each.state() instanceof ContainerState.Terminated ended
                    && (said == null
                            || said.getState().getTerminated() == null
                            || said.getState().getTerminated().getExitCode() != ended.exitCode())) {
                world.violated("the exit code of " + ref + " was not told");
            }
        }
    }

    /** A site has lost a pod. */
    void lost(PodRef ref) {
        boolean said = world.program
                .cache
                .get(world.program.shown(ref))
                .filter(pod -> pod.getStatus().getContainerStatuses().stream()
                        .anyMatch(each ->
                                each.getName().equals("c0") && each.getState().getRunning() != null))
                .isPresent();
        if (said) {
            saidRunning.add(ref);
        }
    }

    /** A site is told to stop or to kill a pod. */
    void deleted(ModelSite site, PodRef ref) {
        if (world.api.desired(ref) && site.pods.containsKey(ref)) {
            world.violated(ref + " is desired and was deleted at " + site.name);
        }
    }

    /** A site begins to have a pod. */
    void started(ModelSite site, ModelPod pod) {
        // A program that reads an old state cannot know of an end that its site has forgotten, too.
        boolean unknowable = past
                || site.lost.containsKey(pod.ref)
                        && world.program
                                .cache
                                .get(pod.ref)
                                .filter(ModelApi::terminal)
                                .isEmpty();
        if (ended(pod.ref) && !unknowable) {
            world.violated(pod.ref + " was started again after its end at " + site.name);
        }
    }

    /** A container starts to run. */
    void running(ModelPod pod) {
        if (ended(pod.ref) && !world.site(pod.site).lost.containsKey(pod.ref)) {
            world.violated(pod.ref + " runs although it was called ended");
        }
    }

    /** The program was restarted and reads the present state, or an older one. */
    void restarted(boolean intoThePast) {
        past = intoThePast;
        if (past) {
            saidRunning.clear();
        }
    }

    private boolean ended(PodRef ref) {
        return world.api.get(ref).filter(ModelApi::terminal).isPresent() && !endedByOthers.contains(ref);
    }

    /** Everything is quiet: the sites run what is desired, and the API server says what is true. */
    void converged() {
        for (Pod pod : world.api.pods.values()) {
            converged(pod);
        }
        for (ModelSite site : world.sites) {
            for (ModelPod pod : site.pods.values()) {
                Pod desired = world.api.pods.get(pod.ref.name());
                boolean same = desired != null
                        && desired.getMetadata()
                                .getAnnotations()
                                .get(ModelApi.INCARNATION)
                                .equals(pod.incarnation)
                        && desired.getSpec().getNodeName().equals(site.name);
                if (!same) {
                    world.violated(pod.ref + " is left at " + site.name);
                }
            }
        }
    }

    private void converged(Pod pod) {
        PodRef ref = PodRef.of(pod);
        ModelSite site = site(pod);
        ModelPod at = site.pods.get(world.program.shown(ref));
        if (ModelApi.terminating(pod)) {
            boolean held = !pod.getMetadata().getFinalizers().isEmpty() && ModelApi.terminal(pod);
            if (!held || site.running(ref)) {
                world.violated(ref + " is not gone: " + pod.getStatus().getPhase() + " " + states(pod));
            }
            return;
        }
        if (ModelApi.terminal(pod)) {
            if (site.running(ref)) {
                world.violated(ref + " has ended and still runs");
            }
            return;
        }
        if (ref.name().endsWith("x")) {
            if (!states(pod).contains("ProviderRefused")) {
                world.violated(ref + " was refused and does not say so: " + states(pod));
            }
            return;
        }
        if (at == null) {
            world.violated(ref + " is desired and not there: " + pod.getStatus().getPhase() + " " + states(pod));
            return;
        }
        compare(pod, ref, at);
    }

    private void compare(Pod pod, PodRef ref, ModelPod at) {
        int lost = site(pod).lost.getOrDefault(world.program.shown(ref), 0);
        String truth = at.observed().containers().stream().map(Checks::text).collect(Collectors.joining(" "));
        // The API server does not let a container that cannot restart leave its end, also if its site has to run it
        // anew.
        boolean held = lost > 0 && !"Always".equals(pod.getSpec().getRestartPolicy());
        boolean same = lost > 0 ? uncounted(truth).equals(uncounted(states(pod))) : truth.equals(states(pod));
        if (!same && !held) {
            world.violated(ref + " is " + truth + " and the API server says " + states(pod));
        }
        if (!pod.getMetadata().getGeneration().equals(pod.getStatus().getObservedGeneration())) {
            world.violated("the newest generation of " + ref + " was not acknowledged");
        }
        boolean ready = pod.getStatus().getConditions().stream()
                .anyMatch(each ->
                        each.getType().equals("Ready") && each.getStatus().equals("True"));
        boolean runs =
                at.observed().containers().stream().allMatch(each -> each.state() instanceof ContainerState.Running);
        if (ready != runs && !held) {
            world.violated(ref + " is " + truth + " and its condition Ready is " + ready);
        }
        if (runs && lost > 0 && at.restarts(0) == 0 && saidRunning.contains(ref)) {
            world.violated(ref + " was lost " + lost + " times and started again silently");
        }
    }

    /** Restarts of a pod that was lost may have been counted by a program that nobody remembers. */
    private static String uncounted(String states) {
        return states.replaceAll("/\\d+", "");
    }

    private static String states(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().map(Checks::text).collect(Collectors.joining(" "));
    }

    private static String text(ContainerStatus status) {
        var state = status.getState();
        String text = "waiting";
        if (state.getRunning() != null) {
            text = "running";
        } else if (state.getTerminated() != null) {
            text = "ended" + state.getTerminated().getExitCode();
        } else if (state.getWaiting() != null) {
            text = state.getWaiting().getReason();
        }
        return text + "/" + status.getRestartCount();
    }

    private static String text(ObservedContainer container) {
        String text;
        if (container.state() instanceof ContainerState.Running) {
            text = "running";
        } else if (container.state() instanceof ContainerState.Terminated ended) {
            text = "ended" + ended.exitCode();
        } else {
            text = ((ContainerState.Waiting) container.state()).reason();
        }
        return text + "/" + container.restarts();
    }

    private ModelSite site(Pod pod) {
        return world.site(pod.getSpec().getNodeName());
    }

    private static @Nullable ContainerStatus container(PodStatus status, String name) {
        List<ContainerStatus> statuses = status.getContainerStatuses();
        return statuses.stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
