// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A place in memory: the pods that are there, whoever is connected. Tests cut its link and end its containers. Safe from
 * any thread; what it reports is reported on the caller's.
 */
public final class MemoryPlace {

    private final String name;
    private final AtomicInteger addresses;
    private final ConcurrentHashMap<PodRef, ObservedPod> pods = new ConcurrentHashMap<>();
    private volatile boolean cut;
    private volatile @Nullable PodListener listener;

    MemoryPlace(String name, AtomicInteger addresses) {
        this.name = name;
        this.addresses = addresses;
    }

    /** The pods that are there, stopped ones too. */
    public List<ObservedPod> pods() {
        return List.copyOf(pods.values());
    }

    /** Cuts the link: every call is unreachable and nothing is reported until {@link #heal}. Pods go on. */
    public void cut() {
        cut = true;
    }

    /** Heals the link; what was not reported meanwhile is a gap. */
    public void heal() {
        cut = false;
        PodListener told = listener;
        if (told != null) {
            told.gap();
        }
    }

    /** Ends the containers of a pod by themselves. */
    public void finish(PodRef pod, int exitCode, Instant now) {
        change(pod, present -> MemoryPods.ended(present, exitCode, exitCode == 0 ? "Completed" : "Error", now));
    }

    /** Loses a pod without a word, as a wiped disk would. */
    public void lose(PodRef pod) {
        pods.remove(pod);
    }

    void listen(@Nullable PodListener to) {
        listener = to;
    }

    void reach() throws ProviderException {
        if (cut) {
            throw new ProviderException(
                    ProviderException.Kind.UNREACHABLE, "the link to memory site " + name + " is cut; heal it");
        }
    }

    /** Adds a pod unless it is there. */
    void add(PodRef pod, Function<String, ObservedPod> start) {
        boolean fresh = pods.putIfAbsent(pod, start.apply(nextAddress())) == null;
        if (fresh) {
            report(pod);
        }
    }

    void change(PodRef pod, UnaryOperator<ObservedPod> how) {
        ObservedPod before = pods.get(pod);
        ObservedPod after = pods.computeIfPresent(pod, (ref, present) -> how.apply(present));
        if (after != null && !after.equals(before)) {
            report(pod);
        }
    }

    void forget(PodRef pod, UnaryOperator<ObservedPod> end) {
        change(pod, end);
        PodListener told = listener;
        if (pods.remove(pod) != null && told != null && !cut) {
            told.removed(pod);
        }
    }

    private void report(PodRef pod) {
        PodListener told = listener;
        ObservedPod present = pods.get(pod);
        if (told != null && present != null && !cut) {
            told.changed(present);
        }
    }

    private String nextAddress() {
        int number = addresses.incrementAndGet();
        return "10." + (100 + (number >> 16 & 0x7f)) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
    }
}
