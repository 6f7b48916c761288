// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentMap;

/**
 * Healthy sites in memory that note when each pod was applied, which is also when it runs.
 *
 * @param memory where the pods are
 * @param applied the moments by the pods' names, in {@link System#nanoTime()}
 */
record TimedProvider(MemoryFactory memory, ConcurrentMap<String, Long> applied) implements ProviderFactory {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Provider create(ProviderContext context) {
        Provider provider = memory.create(context);
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                return new TimedSite(provider.open(spec), applied);
            }

            @Override
            public void close() {
                provider.close();
            }
        };
    }

    private record TimedSite(Site site, ConcurrentMap<String, Long> applied) implements Site {
        @Override
        public Duration contactTimeout() {
            return site.contactTimeout();
        }

        @Override
        public void start(PodListener pods) throws ProviderException {
            site.start(pods);
        }

        @Override
        public void apply(DesiredPod pod) throws ProviderException {
            applied.putIfAbsent(pod.ref().name(), System.nanoTime());
            site.apply(pod);
        }

        @Override
        public void delete(PodRef pod, Duration grace) throws ProviderException {
            site.delete(pod, grace);
        }

        @Override
        public List<ObservedPod> list() throws ProviderException {
            return site.list();
        }

        @Override
        public ObservedNode node() throws ProviderException {
            return site.node();
        }

        @Override
        public void close() {
            site.close();
        }
    }
}
