// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kubelet.PodLookup;
import io.outrigger.pod.PodCache;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.Site;
import java.util.Collection;
import java.util.Optional;

/** Tells the endpoint which pods there are and which site runs them. */
record PodDirectory(PodCache cache, Sites openSites) implements PodLookup {

    @Override
    public Optional<Pod> pod(String namespace, String name) {
        return cache.byName(namespace, name);
    }

    @Override
    public Collection<Pod> pods() {
        return cache.all();
    }

    @Override
    public Optional<Site> site(String nodeName) {
        return openSites.get(nodeName).map(OpenSite::site);
    }
}
