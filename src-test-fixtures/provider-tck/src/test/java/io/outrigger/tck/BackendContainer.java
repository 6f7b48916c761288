// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.LateValue;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedResources;
import io.outrigger.spi.ResourceAmounts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A container in memory. The backend's monitor guards it. */
final class BackendContainer implements Interpreter.Surroundings {

    private static final Duration BACK_OFF = Duration.ofSeconds(10);
    private static final ContainerState NEVER_STARTED =
            new ContainerState.Terminated(137, 0, "ContainerStatusUnknown", "", Instant.EPOCH, Instant.EPOCH, "");

    final String name;
    final List<ContainerStreams> attached = new ArrayList<>();
    private final Backend backend;
    private final BackendPod pod;
    private final DesiredContainer desired;
    private final Program program;
    private final String policy;
    String image;
    ResourceAmounts given;
    ContainerState state = new ContainerState.Waiting("ContainerCreating", "");
    ContainerState.@Nullable Terminated last;
    int restarts;
    BackendLog log = new BackendLog();

    @Nullable
    BackendLog previous;

    int port;
    private int instance;
    private boolean killed;
    private boolean replaced;

    BackendContainer(Backend backend, BackendPod pod, DesiredContainer desired, Container spec, String policy) {
        this.backend = backend;
        this.pod = pod;
        this.desired = desired;
        this.name = desired.name();
        this.image = spec.getImage();
        this.given = amounts(spec);
        this.policy = policy;
        this.program = backend.program(desired.command());
        this.restarts = desired.restarts();
    }

    /** Runs instances until none follows; on a thread of the backend. */
    void run() throws IOException, InterruptedException {
        while (begin()) {
            int exitCode = new Interpreter(this).run(program);
            if (!again(exitCode)) {
                return;
            }
        }
    }

    private boolean begin() {
        synchronized (backend) {
            if (pod.over()) {
                return false;
            }
            killed = false;
            instance++;
            state = new ContainerState.Running(Instant.now());
            backend.report(pod);
            return true;
        }
    }

    private boolean again(int exitCode) throws InterruptedException {
        synchronized (backend) {
            Instant began = ((ContainerState.Running) state).startedAt();
            int signal = exitCode == Interpreter.KILLED ? 9 : 0;
            String reason = exitCode == 0 ? "Completed" : "Error";
            var end = new ContainerState.Terminated(exitCode, signal, reason, "", began, Instant.now(), id());
            state = end;
            log.end();
            backend.notifyAll();
            backend.report(pod);
            boolean wanted = replaced || policy.equals("Always") || policy.equals("OnFailure") && exitCode != 0;
            if (pod.over() || !wanted) {
                return false;
            }
            last = end;
            if (restarts > desired.restarts() && !replaced && !backOff()) {
                state = end;
                backend.report(pod);
                return false;
            }
            replaced = false;
            restarts++;
            previous = log;
            log = new BackendLog();
            return true;
        }
    }

    private boolean backOff() throws InterruptedException {
        state = new ContainerState.Waiting("CrashLoopBackOff", "back-off 10s restarting failed container");
        backend.report(pod);
        long end = System.nanoTime() + BACK_OFF.toNanos();
        while (System.nanoTime() < end && !pod.over()) {
            backend.wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
        return !pod.over();
    }

    void kill() {
        killed = true;
        backend.notifyAll();
    }

    void replace(String otherImage) {
        image = otherImage;
        replaced = true;
        kill();
    }

    void give(ResourceAmounts other) {
        if (!given.equals(other)) {
            given = other;
            backend.report(pod);
        }
    }

    static ResourceAmounts amounts(Container spec) {
        ResourceRequirements resources = spec.getResources();
        return resources == null
                ? new ResourceAmounts(Map.of(), Map.of())
                : new ResourceAmounts(resources.getRequests(), resources.getLimits());
    }

    boolean running() {
        return state instanceof ContainerState.Running;
    }

    String id() {
        return instance == 0 ? "" : "tck://" + pod.ref().uid() + "-" + name + "-" + instance;
    }

    ObservedContainer observe() {
        var resources = new ObservedResources(given, given, "");
        boolean over = pod.over() && instance == 0;
        return new ObservedContainer(
                name, over ? NEVER_STARTED : state, last, restarts, running(), running(), image, "", id(), resources);
    }

    @Override
    public void write(String text) throws IOException {
        synchronized (backend) {
            log.write(text);
            for (ContainerStreams streams : attached) {
                streams.output().write(text.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public String variable(String variable) {
        return LateValue.fillIn(desired.environment().getOrDefault(variable, ""), List.of(pod.address()));
    }

    @Override
    public String file(String volume, String path) {
        return pod.file(volume, path);
    }

    @Override
    public InputStream input() throws InterruptedException {
        synchronized (backend) {
            while (attached.isEmpty() || attached.get(0).input() == null) {
                backend.wait();
            }
            return attached.get(0).input();
        }
    }

    @Override
    public void listen(int number) {
        synchronized (backend) {
            port = number;
        }
    }

    @Override
    public void pause(Duration atMost) throws InterruptedException {
        synchronized (backend) {
            if (!killed() && !askedToStop() || pod.remaining().compareTo(Duration.ZERO) > 0) {
                Duration time = atMost.compareTo(pod.remaining()) < 0 ? atMost : pod.remaining();
                backend.wait(Math.max(1, time.toMillis()));
            }
        }
    }

    @Override
    public boolean askedToStop() {
        synchronized (backend) {
            return pod.over();
        }
    }

    @Override
    public boolean killed() {
        synchronized (backend) {
            return killed || pod.remaining().isNegative() || pod.remaining().isZero();
        }
    }
}
