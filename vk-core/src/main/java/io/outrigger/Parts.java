// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.kubelet.KubeletServer;
import io.outrigger.pod.PodCache;
import io.outrigger.site.OpenSite;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the entry needs of a running virtual kubelet.
 *
 * @param fleetOrNull where sites come and go, or null when nothing runs
 * @param endpointOrNull the kubelet endpoint, or null when nothing runs
 * @param pods the pods of our nodes
 */
record Parts(@Nullable Fleet fleetOrNull, @Nullable KubeletServer endpointOrNull, PodCache pods) {

    static Parts none() {
        return new Parts(null, null, new PodCache());
    }

    Fleet fleet() {
        return Objects.requireNonNull(fleetOrNull, "the virtual kubelet is not running");
    }

    int endpointPort() {
        return Objects.requireNonNull(endpointOrNull, "the virtual kubelet is not running")
                .port();
    }

    Collection<OpenSite> sites() {
        return fleetOrNull == null ? List.of() : fleetOrNull.sites();
    }

    /** Whether every pod of every node has been seen. */
    boolean synced() {
        return sites().stream().allMatch(site -> pods.complete(site.name()));
    }
}
