// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Keeps what a site reports. Safe from any thread. */
final class Recorder implements PodListener {

    private final Transcript transcript;
    private final List<ObservedPod> changes = new CopyOnWriteArrayList<>();
    private final List<PodRef> removals = new CopyOnWriteArrayList<>();
    private final AtomicInteger gaps = new AtomicInteger();
    private final AtomicInteger count = new AtomicInteger();
    private volatile Consumer<ObservedPod> onChange = pod -> {};

    Recorder(Transcript transcript) {
        this.transcript = transcript;
    }

    /** Does something on the thread that reports. */
    void onChange(Consumer<ObservedPod> action) {
        onChange = action;
    }

    List<ObservedPod> changes(PodRef pod) {
        return changes.stream().filter(each -> each.ref().equals(pod)).toList();
    }

    /** What was reported about one container, in order. */
    List<ObservedContainer> changes(PodRef pod, String container) {
        return changes(pod).stream()
                .flatMap(each -> each.container(container).stream())
                .toList();
    }

    /** The states of one container that were reported, in order. */
    List<ContainerState> states(PodRef pod, String container) {
        return changes(pod, container).stream().map(ObservedContainer::state).collect(Collectors.toList());
    }

    List<PodRef> removals() {
        return List.copyOf(removals);
    }

    int gaps() {
        return gaps.get();
    }

    /** How many reports of any kind have come. */
    int count() {
        return count.get();
    }

    @Override
    public void changed(ObservedPod pod) {
        transcript.add("reported: changed " + pod);
        changes.add(pod);
        count.incrementAndGet();
        onChange.accept(pod);
    }

    @Override
    public void removed(PodRef pod) {
        transcript.add("reported: removed " + pod);
        removals.add(pod);
        count.incrementAndGet();
    }

    @Override
    public void happened(PodRef pod, ContainerEvent event) {
        transcript.add("reported: happened " + pod + " " + event);
        count.incrementAndGet();
    }

    @Override
    public void gap() {
        transcript.add("reported: gap");
        gaps.incrementAndGet();
        count.incrementAndGet();
    }
}
