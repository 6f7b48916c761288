// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A site that answers everything and runs nothing, until {@link #turnBad}; what it does then is up to the subclass. */
abstract class BadSite implements Site {

    private volatile boolean bad;
    private volatile @Nullable PodListener listener;

    /** From now on it misbehaves. */
    void turnBad() throws Exception {
        bad = true;
    }

    /** Ends whatever it does by itself. */
    void calm() throws InterruptedException {}

    final boolean bad() {
        return bad;
    }

    /** Where to report. */
    final PodListener listener() {
        PodListener known = listener;
        if (known == null) {
            throw new IllegalStateException("the site was not started");
        }
        return known;
    }

    @Override
    public Duration contactTimeout() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void start(PodListener pods) throws ProviderException {
        listener = pods;
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {}

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {}

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return List.of();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        return new ObservedNode(
                Map.of("cpu", new Quantity("4"), "memory", new Quantity("8Gi"), "pods", new Quantity("110")),
                Map.of(),
                new NodeFacts("linux", "arm64", "Bad OS", "6.1.0", "bad://1.0", "m1", "s1", "b1"),
                Set.of(),
                Map.of());
    }

    @Override
    public void close() {}
}
