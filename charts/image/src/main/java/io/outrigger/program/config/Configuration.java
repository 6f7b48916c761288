// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration file says, checked. Made by {@link ConfigurationReader}, read by the commands; immutable.
 *
 * @param cluster the name of the cluster
 * @param kubeconfig how to reach it; null means as kubectl would find it, or the service account of the pod
 * @param providerTaint whether nodes carry the taint of their provider
 * @param endpoint the kubelet endpoint
 * @param sites the sites that become nodes
 */
public record Configuration(
        String cluster,
        @Nullable Path kubeconfig,
        boolean providerTaint,
        EndpointOptions endpoint,
        List<SiteSpec> sites) {

    /** Copies the list. */
    public Configuration {
        sites = List.copyOf(sites);
    }
}
