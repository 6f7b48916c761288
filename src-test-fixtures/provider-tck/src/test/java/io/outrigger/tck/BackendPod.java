// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.Container;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pod in memory. The backend's monitor guards it. */
final class BackendPod {

    private static final Duration FOREVER = Duration.ofDays(1);

    private final Backend backend;
    private final String address;
    private final List<BackendContainer> initContainers = new ArrayList<>();
    private final List<BackendContainer> containers = new ArrayList<>();
    private DesiredPod desired;
    private boolean stopping;
    private long deadline;

    BackendPod(Backend backend, DesiredPod desired, String address) {
        this.backend = backend;
        this.desired = desired;
        this.address = address;
        var spec = desired.pod().getSpec();
        spec.getInitContainers().forEach(each -> initContainers.add(container(each, "Never")));
        spec.getContainers().forEach(each -> containers.add(container(each, spec.getRestartPolicy())));
    }

    private BackendContainer container(Container container, String policy) {
        return new BackendContainer(backend, this, desired.container(container.getName()), container, policy);
    }

    /** Runs the init containers, then the others, each on a thread of its own. */
    void run() throws IOException, InterruptedException {
        for (BackendContainer init : initContainers) {
            init.run();
            if (!(init.state instanceof ContainerState.Terminated end) || end.exitCode() != 0) {
                return;
            }
        }
        for (BackendContainer container : containers) {
            backend.run(container::run);
        }
    }

    void update(DesiredPod next) {
        if (stopping) {
            return;
        }
        for (Container wanted : next.pod().getSpec().getContainers()) {
            for (BackendContainer container : containers) {
                if (container.name.equals(wanted.getName()) && !container.image.equals(wanted.getImage())) {
                    container.replace(wanted.getImage());
                }
                if (container.name.equals(wanted.getName())) {
                    container.give(BackendContainer.amounts(wanted));
                }
            }
        }
        desired = next;
    }

    void stop(Duration grace) {
        long wanted = System.nanoTime() + grace.toNanos();
        deadline = stopping && !backend.lengthensGrace() ? Math.min(deadline, wanted) : wanted;
        stopping = true;
        backend.notifyAll();
    }

    boolean over() {
        return stopping;
    }

    Duration remaining() {
        return stopping ? Duration.ofNanos(deadline - System.nanoTime()) : FOREVER;
    }

    PodRef ref() {
        return desired.ref();
    }

    String address() {
        return address;
    }

    String file(String volume, String path) {
        synchronized (backend) {
            return desired.files().getOrDefault(volume, List.of()).stream()
                    .filter(file -> file.path().equals(path))
                    .map(file -> new String(file.content(), StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse("missing\n");
        }
    }

    List<BackendContainer> all() {
        List<BackendContainer> all = new ArrayList<>(initContainers);
        all.addAll(containers);
        return all;
    }

    ObservedPod observe() {
        return new ObservedPod(
                ref(),
                List.of(address),
                all().stream().map(BackendContainer::observe).toList());
    }
}
