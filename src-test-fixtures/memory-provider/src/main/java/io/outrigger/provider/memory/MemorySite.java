// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The way to a {@link MemoryPlace}. */
final class MemorySite implements Site {

    private final MemoryPlace place;
    private final ObservedNode node;
    private final Duration contactTimeout;
    private final Clock clock;

    MemorySite(MemoryPlace place, MemorySettings settings, Clock clock) {
        this.place = place;
        this.node = new ObservedNode(
                settings.capacity(),
                Map.of(),
                new NodeFacts("linux", "amd64", "Memory", "", "memory://1.0", "", "", ""),
                Set.of(),
                Map.of());
        this.contactTimeout = settings.contactTimeout();
        this.clock = clock;
    }

    @Override
    public Duration contactTimeout() {
        return contactTimeout;
    }

    @Override
    public void start(PodListener pods) {
        place.listen(pods);
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        place.reach();
        place.add(pod.ref(), address -> MemoryPods.running(pod, address, clock.instant()));
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        place.reach();
        if (grace.isZero()) {
            place.forget(pod, present -> MemoryPods.ended(present, 137, "Error", clock.instant()));
        } else {
            place.change(pod, present -> MemoryPods.ended(present, 0, "Completed", clock.instant()));
        }
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        place.reach();
        return place.pods();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        place.reach();
        return node;
    }

    @Override
    public void close() {
        place.listen(null);
    }
}
