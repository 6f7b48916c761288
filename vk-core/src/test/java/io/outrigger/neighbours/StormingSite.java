// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Reports without a pause from several threads, also after it was closed. */
final class StormingSite extends BadSite {

    private static final int THREADS = 4;
    private static final int GHOSTS = 1_000_000;

    final AtomicLong reports = new AtomicLong();
    private final List<PodRef> given = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Report report;

    private StormingSite(Report report) {
        this.report = report;
    }

    private interface Report {
        void say(PodListener listener, long number, List<PodRef> given);
    }

    /** Reports pods that nobody has given it, and their removal. */
    static StormingSite ofGhosts() {
        return new StormingSite((listener, number, given) -> {
            long ghost = number % GHOSTS;
            var pod = new PodRef("default", "ghost-" + ghost, "ghost-uid-" + ghost);
            listener.changed(failed(pod, 0));
            listener.removed(pod);
        });
    }

    /** Says that it has missed something. */
    static StormingSite ofGaps() {
        return new StormingSite((listener, number, given) -> listener.gap());
    }

    /** Restarts its pods thousands of times a second. */
    static StormingSite ofFlapping() {
        return new StormingSite((listener, number, given) -> {
            for (PodRef pod : given) {
                listener.changed(failed(pod, (int) number));
            }
        });
    }

    /** Reports that these pods have failed and are gone, whoever has them. */
    static StormingSite of(List<PodRef> pods) {
        return new StormingSite((listener, number, given) -> {
            for (PodRef pod : pods) {
                listener.changed(failed(pod, (int) number));
                listener.removed(pod);
            }
        });
    }

    @Override
    public void apply(DesiredPod pod) {
        given.add(pod.ref());
    }

    @Override
    void turnBad() throws Exception {
        super.turnBad();
        for (int count = 0; count < THREADS; count++) {
            var thread = new Thread(this::storm, "storm-" + count);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    @Override
    void calm() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    private void storm() {
        while (!Thread.currentThread().isInterrupted()) {
            report.say(listener(), reports.incrementAndGet(), given);
            // This is about the core and not about who gets the processor.
            Thread.yield();
        }
    }

    private static ObservedPod failed(PodRef pod, int restarts) {
        var end = new ContainerState.Terminated(1, 0, "Error", "", Instant.EPOCH, Instant.EPOCH, "bad://1");
        return new ObservedPod(
                pod,
                List.of(),
                List.of(new ObservedContainer("main", end, null, restarts, false, false, "image", "", "bad://1")));
    }
}
