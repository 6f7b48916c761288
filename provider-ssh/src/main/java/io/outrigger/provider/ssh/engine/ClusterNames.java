// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import java.util.List;
import java.util.Objects;

/**
 * What containers of a site are told about the names of the cluster. Immutable, used by any thread.
 *
 * @param servers addresses of the cluster's name servers as the site reaches them; empty when it does not
 * @param domain the domain of the cluster's services, for example {@code cluster.local}
 */
public record ClusterNames(List<String> servers, String domain) {

    /** The domain of clusters that were given none. */
    public static final String DEFAULT_DOMAIN = "cluster.local";

    /** Copies the list, and refuses null. */
    public ClusterNames {
        servers = List.copyOf(servers);
        Objects.requireNonNull(domain, "domain is null");
    }
}
