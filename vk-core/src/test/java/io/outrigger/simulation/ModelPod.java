// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerState.Running;
import io.outrigger.spi.ContainerState.Terminated;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pod at a site, with containers that start, end and are restarted as its policy says. */
final class ModelPod {

    final PodRef ref;
    final String incarnation;
    private final World world;
    private final String policy;
    private final List<ModelContainer> containers = new ArrayList<>();

    @Nullable
    private Instant killAt;

    final String site;

    ModelPod(World world, String site, DesiredPod desired) {
        this.world = world;
        this.site = site;
        this.ref = desired.ref();
        Pod pod = desired.pod();
        this.policy = pod.getSpec().getRestartPolicy();
        this.incarnation = pod.getMetadata().getAnnotations().get(ModelApi.INCARNATION);
        pod.getSpec()
                .getContainers()
                .forEach(each -> containers.add(new ModelContainer(
                        each.getName(), desired.container(each.getName()).restarts())));
    }

    private static final class ModelContainer {
        private final String name;
        private ContainerState state = new Waiting("ContainerCreating", "");
        private @Nullable Terminated last;
        private int restarts;

        ModelContainer(String name, int restarts) {
            this.name = name;
            this.restarts = restarts;
        }
    }

    ObservedPod observed() {
        var seen = containers.stream()
                .map(each -> {
                    boolean runs = each.state instanceof Running;
                    return new ObservedContainer(
                            each.name, each.state, each.last, each.restarts, runs, runs, "image", "", "");
                })
                .toList();
        return new ObservedPod(ref, List.of("10.1.1.1"), seen);
    }

    int restarts(int container) {
        return containers.get(container).restarts;
    }

    boolean mayRun() {
        return containers.stream().anyMatch(each -> !over(each));
    }

    /** Lets time pass for one container; tells whether anything changed. */
    boolean live() {
        Instant now = world.clock.instant();
        boolean changed = false;
        for (ModelContainer each : containers) {
            ContainerState before = each.state;
            step(each, now);
            changed |= before != each.state;
        }
        return changed;
    }

    /** Begins to stop; what was never started is not listed any more. */
    boolean stop(Duration grace) {
        Instant end = world.clock.instant().plus(grace);
        boolean changed = killAt == null;
        killAt = killAt == null || end.isBefore(killAt) ? end : killAt;
        containers.removeIf(each -> each.state instanceof Waiting && each.last == null);
        for (ModelContainer each : containers) {
            if (each.state instanceof Waiting && each.last != null) {
                each.state = each.last;
            }
        }
        return changed;
    }

    private void step(ModelContainer container, Instant now) {
        if (container.state instanceof Running running) {
            if (killAt != null) {
                boolean slow = now.isBefore(killAt) && world.random.nextInt(3) != 0;
                container.state = slow ? running : ended(running, now, 143);
            } else if (world.chance(0.15)) {
                container.state = ended(running, now, world.random.nextInt(2));
            }
            return;
        }
        if (killAt != null || over(container)) {
            return;
        }
        if (container.state instanceof Terminated ended && world.random.nextInt(3) == 0) {
            container.last = ended;
            container.state = new Waiting("CrashLoopBackOff", "back-off");
            return;
        }
        if (container.state instanceof Terminated ended) {
            container.last = ended;
        }
        container.restarts += container.last == null ? 0 : 1;
        container.state = new Running(now);
        world.checks.running(this);
    }

    private boolean over(ModelContainer container) {
        if (killAt != null) {
            return !(container.state instanceof Running);
        }
        return container.state instanceof Terminated ended
                && ("Never".equals(policy) || "OnFailure".equals(policy) && ended.exitCode() == 0);
    }

    private static Terminated ended(Running running, Instant now, int code) {
        return new Terminated(
                code, 0, code == 0 ? "Completed" : "Error", "", running.startedAt(), now, "model://" + code);
    }
}
