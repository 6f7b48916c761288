// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.kube.KubeConnection;
import io.outrigger.kube.KubeException;
import io.outrigger.node.NodeResources;
import io.outrigger.pod.PodStart;
import io.outrigger.resolve.NodeValues;
import io.outrigger.resolve.PodResolver;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.OpenSite;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Resolves pods from what the cluster has, and tells whose references have changed. */
final class PodSources implements PodStart.Resolver {

    private final PodResolver resolver;
    private final List<String> addresses;
    private volatile Consumer<PodRef> changed = pod -> {};

    PodSources(KubeConnection cluster, List<String> addresses, Clock clock) {
        this.addresses = List.copyOf(addresses);
        this.resolver = new PodResolver(
                cluster.references(pod -> changed.accept(pod)), cluster.services(), cluster.tokenRequests(), clock);
    }

    /** Who is told of a pod when an object it refers to has changed; must return at once. */
    void onChange(Consumer<PodRef> listener) {
        changed = listener;
    }

    @Override
    public Resolution resolve(Pod pod, OpenSite site, Map<String, Integer> restarts) throws KubeException {
        var node = new NodeValues(site.name(), addresses, allocatable(site));
        return resolver.resolve(pod, node, restarts);
    }

    @Override
    public Map<String, Quantity> allocatable(OpenSite site) {
        return NodeResources.allocatable(site);
    }

    @Override
    public void forget(PodRef pod) {
        resolver.forget(pod);
    }
}
