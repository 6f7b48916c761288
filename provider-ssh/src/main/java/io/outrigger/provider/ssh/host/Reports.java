// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a site tells the core, in order: nothing about a pod after it was forgotten, and nothing at all after the end.
 * Safe from any thread. The listener is called without any lock, by one thread at a time; whoever reports while another
 * thread is telling leaves the report to that thread.
 */
final class Reports {

    private static final int REMEMBERED = 10_000;

    private final Set<String> forgotten = new LinkedHashSet<>();
    private final Queue<Consumer<PodListener>> waiting = new ArrayDeque<>();
    private @Nullable PodListener listener;
    private @Nullable Thread teller;

    synchronized void begin(PodListener pods) {
        listener = pods;
    }

    /** Returns when nobody is being told anything any more. */
    @SuppressWarnings("ReferenceEquality") // a thread is itself only
    synchronized void end() {
        listener = null;
        waiting.clear();
        boolean interrupted = false;
        while (teller != null && teller != Thread.currentThread()) {
            try {
                wait();
            } catch (InterruptedException exception) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A pod was accepted: if its UID was forgotten once, it is known again. */
    synchronized void accepted(PodRef pod) {
        forgotten.remove(pod.uid());
    }

    /** Whether a pod was forgotten, so that a report about it comes too late. */
    synchronized boolean forgot(String uid) {
        return forgotten.contains(uid);
    }

    void changed(ObservedPod pod) {
        synchronized (this) {
            // A report may have been read before the pod was forgotten and arrive after it.
            if (forgotten.contains(pod.ref().uid())) {
                return;
            }
            waiting.add(told -> told.changed(pod));
        }
        tell();
    }

    void removed(PodRef pod) {
        synchronized (this) {
            forgotten.add(pod.uid());
            if (forgotten.size() > REMEMBERED) {
                forgotten.remove(forgotten.iterator().next());
            }
            waiting.add(told -> told.removed(pod));
        }
        tell();
    }

    void happened(PodRef pod, ContainerEvent event) {
        synchronized (this) {
            if (forgotten.contains(pod.uid())) {
                return;
            }
            waiting.add(told -> told.happened(pod, event));
        }
        tell();
    }

    void gap() {
        synchronized (this) {
            waiting.add(PodListener::gap);
        }
        tell();
    }

    private void tell() {
        while (true) {
            PodListener told;
            Consumer<PodListener> next;
            synchronized (this) {
                if (teller != null) {
                    return;
                }
                told = listener;
                next = waiting.poll();
                if (told == null || next == null) {
                    waiting.clear();
                    return;
                }
                teller = Thread.currentThread();
            }
            try {
                next.accept(told);
            } finally {
                synchronized (this) {
                    teller = null;
                    notifyAll();
                }
            }
        }
    }
}
