// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the correct provider's pods run: threads in memory that outlive it. Its monitor guards everything. */
final class Backend {

    interface Task {
        void run() throws IOException, InterruptedException;
    }

    private final List<Program> programs = new ArrayList<>();
    private final Map<PodRef, BackendPod> pods = new LinkedHashMap<>();
    private final Set<BackendPod> forgotten = new HashSet<>();
    private final List<Thread> threads = new ArrayList<>();
    // Threads of the backend are not the provider's, whoever's call begins them.
    private final ThreadGroup group =
            Objects.requireNonNull(Thread.currentThread().getThreadGroup());
    private int addresses;
    private boolean cut;
    private boolean lengthensGrace;
    private boolean restartsWithLink;
    private @Nullable PodListener listener;

    synchronized List<String> remember(Program program) {
        programs.add(program);
        return List.of("tck", String.valueOf(programs.size() - 1));
    }

    synchronized Program program(List<String> command) {
        return programs.get(Integer.parseInt(command.get(1)));
    }

    synchronized void listen(@Nullable PodListener to) {
        listener = to;
    }

    synchronized void link(boolean whole) {
        cut = !whole;
        if (whole && restartsWithLink) {
            pods.keySet().forEach(this::restart);
        }
        if (whole && listener != null) {
            listener.gap();
        }
    }

    synchronized void reach(String site) throws ProviderException {
        if (cut) {
            throw new ProviderException(
                    ProviderException.Kind.UNREACHABLE, "the link to site " + site + " is cut; heal it");
        }
    }

    synchronized void apply(DesiredPod desired) {
        BackendPod known = pods.get(desired.ref());
        if (known != null) {
            known.update(desired);
            return;
        }
        BackendPod pod = new BackendPod(this, desired, "10.0.0." + ++addresses);
        pods.put(desired.ref(), pod);
        run(pod::run);
    }

    synchronized void delete(PodRef ref, Duration grace) {
        BackendPod pod = pods.get(ref);
        if (pod == null) {
            return;
        }
        pod.stop(grace);
        if (grace.isZero()) {
            pods.remove(ref);
            forgotten.add(pod);
            if (listener != null && !cut) {
                listener.removed(ref);
            }
        }
    }

    /** For mutants: loses a pod and lets its containers run. */
    synchronized void lose(PodRef ref) {
        BackendPod pod = pods.remove(ref);
        if (pod != null) {
            forgotten.add(pod);
            if (listener != null) {
                listener.removed(ref);
            }
        }
    }

    /** For mutants: starts a pod's running containers anew. */
    synchronized void restart(PodRef ref) {
        if (pods.containsKey(ref)) {
            pods.get(ref).all().stream().filter(BackendContainer::running).forEach(each -> each.replace(each.image));
        }
    }

    /** For mutants: pods are started anew when the link is whole again. */
    synchronized void restartWithLink() {
        restartsWithLink = true;
    }

    /** For mutants: a later delete lengthens the grace. */
    synchronized void lengthenGrace() {
        lengthensGrace = true;
    }

    synchronized boolean lengthensGrace() {
        return lengthensGrace;
    }

    synchronized void report(BackendPod pod) {
        if (listener != null && !cut && !forgotten.contains(pod)) {
            listener.changed(pod.observe());
        }
    }

    synchronized List<ObservedPod> list() {
        return pods.values().stream().map(BackendPod::observe).toList();
    }

    synchronized Optional<BackendContainer> container(PodRef pod, String name) {
        return Optional.ofNullable(pods.get(pod)).stream()
                .flatMap(each -> each.all().stream())
                .filter(each -> each.name.equals(name))
                .findFirst();
    }

    synchronized List<String> leftovers(PodRef ref) {
        List<String> left = new ArrayList<>();
        if (pods.containsKey(ref)) {
            left.add("record of " + ref);
        }
        forgotten.stream()
                .filter(pod -> pod.ref().equals(ref))
                .flatMap(pod -> pod.all().stream())
                .filter(BackendContainer::running)
                .forEach(container -> left.add("container " + container.id()));
        return left;
    }

    synchronized void run(Task task) {
        Thread thread = new Thread(group, () -> {
            try {
                task.run();
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        });
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    synchronized void end() {
        listener = null;
        threads.forEach(Thread::interrupt);
    }
}
