// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Reports without a pause from several threads, also after it was closed. */
final class StormingSite extends BadSite {

    private static final int THREADS = 4;
    private static final int PODS = 100_000;

    final AtomicLong reports = new AtomicLong();
    private final BiConsumer<PodListener, Long> report;
    private final List<Thread> threads = new ArrayList<>();

    private StormingSite(BiConsumer<PodListener, Long> report) {
        this.report = report;
    }

    /** Reports pods that nobody has given it. */
    static StormingSite ofGhosts() {
        return new StormingSite((listener, number) -> {
            var pod = new PodRef("default", "ghost-" + number % PODS, "ghost-uid-" + number % PODS);
            listener.changed(failed(pod));
            listener.removed(pod);
        });
    }

    /** Says that it has missed something. */
    static StormingSite ofGaps() {
        return new StormingSite((listener, number) -> listener.gap());
    }

    @Override
    void turnBad() throws Exception {
        super.turnBad();
        for (int count = 0; count < THREADS; count++) {
            var thread = new Thread(this::storm, "bad-provider-" + count);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Ends the storm, which {@link #close} does not. */
    void calm() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    /** A pod whose container has failed. */
    static ObservedPod failed(PodRef pod) {
        var end = new ContainerState.Terminated(1, 0, "Error", "", Instant.EPOCH, Instant.EPOCH, "bad://1");
        return new ObservedPod(
                pod,
                List.of(),
                List.of(new ObservedContainer("main", end, null, 0, false, false, "image", "", "bad://1")));
    }

    private void storm() {
        while (!Thread.currentThread().isInterrupted()) {
            report.accept(listener(), reports.incrementAndGet());
            // A provider may use up its own threads, but this test is about the core and not about the processor.
            Thread.yield();
        }
    }
}
