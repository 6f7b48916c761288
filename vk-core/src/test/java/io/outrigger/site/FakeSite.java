// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A site that answers what a test tells it to. */
public final class FakeSite implements Site {

    /** What every call throws, or null to answer. */
    public volatile @Nullable Throwable failure;

    public volatile @Nullable ObservedNode node = node("4");
    public volatile @Nullable List<ObservedPod> pods = List.of();
    public volatile Runnable onCall = () -> {};
    public volatile Runnable onStart = () -> {};
    public volatile int nodeCalls;
    public volatile boolean closed;
    private volatile @Nullable PodListener listener;

    public static ObservedNode node(String cpu) {
        return new ObservedNode(
                Map.of("cpu", new Quantity(cpu), "memory", new Quantity("8Gi"), "pods", new Quantity("110")),
                Map.of(),
                new NodeFacts("linux", "arm64", "Edge OS 1", "6.1.0", "process://1.0", "m1", "s1", "b1"),
                Set.of(),
                Map.of());
    }

    public static ProviderException unreachable() {
        return new ProviderException(ProviderException.Kind.UNREACHABLE, "connection refused");
    }

    public PodListener listener() {
        return Objects.requireNonNull(listener, "the site was not started");
    }

    @Override
    public void start(PodListener pods) throws ProviderException {
        listener = pods;
        onStart.run();
        if (failure instanceof ProviderException refused && refused.kind() == ProviderException.Kind.INVALID_CONFIG) {
            throw refused;
        }
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        call();
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        call();
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        call();
        return nothingIfNull(pods);
    }

    @Override
    public ObservedNode node() throws ProviderException {
        nodeCalls++;
        call();
        return nothingIfNull(node);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void call() throws ProviderException {
        onCall.run();
        Throwable thrown = failure;
        if (thrown instanceof ProviderException provider) {
            throw provider;
        }
        if (thrown instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }

    @SuppressWarnings({"NullAway", "nullness"})
    private static <T> T nothingIfNull(@Nullable T value) {
        return value;
    }
}
