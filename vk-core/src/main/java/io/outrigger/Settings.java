// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.kube.KubeConnection;
import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.loop.Threads;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.function.Predicate;

/**
 * What a {@link VirtualKubelet} was built with; immutable.
 *
 * @param cluster the cluster's name
 * @param connection how the cluster is reached
 * @param endpoint where the kubelet endpoint listens
 * @param taintProvider whether new nodes are tainted by provider
 * @param admit which announced sites become nodes
 * @param clock the only clock
 * @param holder a name for this running program
 * @param sites the sites that are there from the start
 * @param factories the providers, by name
 * @param given the names of those that were given to the builder
 */
record Settings(
        String cluster,
        KubeConnection.Builder connection,
        EndpointOptions endpoint,
        boolean taintProvider,
        Predicate<SiteSpec> admit,
        Clock clock,
        String holder,
        List<SiteSpec> sites,
        Map<String, ProviderFactory> factories,
        List<String> given) {

    Settings {
        sites = List.copyOf(sites);
        factories = Map.copyOf(factories);
        given = List.copyOf(given);
    }

    /** What the core lends to providers. */
    ProviderContext context() {
        return new Context(cluster, holder, clock, Threads.factory("provider"));
    }

    private record Context(String clusterId, String holder, Clock clock, ThreadFactory threads)
            implements ProviderContext {}
}
