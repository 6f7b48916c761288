// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Passes reports on, in their order and without any lock, on a thread of its own. */
final class Reporter implements PodListener, Runnable {

    private final PodListener target;
    private final BlockingQueue<Consumer<PodListener>> reports = new LinkedBlockingQueue<>();

    Reporter(PodListener target) {
        this.target = target;
    }

    @Override
    public void run() {
        try {
            while (true) {
                reports.take().accept(target);
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void changed(ObservedPod pod) {
        reports.add(to -> to.changed(pod));
    }

    @Override
    public void removed(PodRef pod) {
        reports.add(to -> to.removed(pod));
    }

    @Override
    public void happened(PodRef pod, ContainerEvent event) {
        reports.add(to -> to.happened(pod, event));
    }

    @Override
    public void gap() {
        reports.add(PodListener::gap);
    }
}
