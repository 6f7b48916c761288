// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A site that keeps every rule. */
final class CorrectSite implements Site {

    private static final Quantity ONE = new Quantity("1");

    private final Backend backend;
    private final ProviderContext context;
    private final String name;
    private final BackendStreams streams;
    private @Nullable Thread reporting;

    CorrectSite(Backend backend, ProviderContext context, String name) {
        this.backend = backend;
        this.context = context;
        this.name = name;
        this.streams = new BackendStreams(backend);
    }

    @Override
    public void start(PodListener pods) {
        Reporter reporter = new Reporter(pods);
        Thread thread = context.threads().newThread(reporter);
        reporting = thread;
        thread.start();
        backend.listen(reporter);
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        backend.reach(name);
        for (Volume volume : pod.pod().getSpec().getVolumes()) {
            if (volume.getConfigMap() == null) {
                throw new ProviderException(
                        ProviderException.Kind.UNSUPPORTED,
                        "spec.volumes: \"" + volume.getName() + "\" is no configMap; site " + name + " has no other");
            }
        }
        backend.apply(pod);
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        backend.reach(name);
        backend.delete(pod, grace);
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        backend.reach(name);
        return backend.list();
    }

    @Override
    public ObservedNode node() throws ProviderException {
        backend.reach(name);
        return new ObservedNode(
                Map.of("cpu", ONE, "memory", new Quantity("1Gi"), "pods", new Quantity("110")),
                Map.of(),
                new NodeFacts("linux", "amd64", "Memory", "", "tck://1", "", "", ""),
                Set.of(),
                Map.of());
    }

    @Override
    public Optional<ContainerLogs> logs() {
        return Optional.of(streams);
    }

    @Override
    public Optional<ContainerExec> exec() {
        return Optional.of(streams);
    }

    @Override
    public Optional<ContainerAttach> attach() {
        return Optional.of(streams);
    }

    @Override
    public Optional<PortForward> portForward() {
        return Optional.of(streams);
    }

    @Override
    public Optional<SiteStatistics> stats() {
        return Optional.of(streams);
    }

    @Override
    public void close() {
        backend.listen(null);
        Thread thread = reporting;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
