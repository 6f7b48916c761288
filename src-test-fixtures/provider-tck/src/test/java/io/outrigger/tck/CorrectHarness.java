// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lends the kit the correct provider, or a mutation of it. */
final class CorrectHarness implements ProviderHarness {

    private final Backend backend = new Backend();
    private final Mutation mutation;
    private final Duration quiet;
    private final Set<Capability> lacks;

    CorrectHarness(Mutation mutation, Duration quiet, Set<Capability> lacks) {
        this.mutation = mutation;
        this.quiet = quiet;
        this.lacks = lacks;
    }

    @Override
    public ProviderFactory factory() {
        return new CorrectFactory(backend, mutation);
    }

    @Override
    public SiteSpec site() {
        return SiteSpec.of("press-hall", "correct", Map.of());
    }

    @Override
    public ContainerTemplate container(Program program) {
        return ContainerTemplate.of("tck", backend.remember(program));
    }

    @Override
    public ContainerTemplate otherImage(Program program) {
        return ContainerTemplate.of("tck-other", backend.remember(program));
    }

    @Override
    public void kill(PodRef pod, String container) {
        synchronized (backend) {
            backend.container(pod, container).orElseThrow().kill();
        }
    }

    @Override
    public List<String> leftovers(PodRef pod) {
        return backend.leftovers(pod);
    }

    @Override
    public void breakLink() {
        backend.link(false);
    }

    @Override
    public void healLink() {
        backend.link(true);
    }

    @Override
    public Set<Capability> lacks() {
        return lacks;
    }

    @Override
    public Duration quiet() {
        return quiet;
    }

    @Override
    public void close() {
        backend.end();
    }
}
