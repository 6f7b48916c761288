// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

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
 * Notes when each pod is applied for the first time, and leaves the rest to another provider without capabilities. Made
 * by what measures; the sites are called on the core's threads.
 *
 * @param delegate who does the work
 * @param told the moments, by the pods' names, in {@link System#nanoTime()}
 */
public record TimingProvider(ProviderFactory delegate, ConcurrentMap<String, Long> told) implements ProviderFactory {

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public Provider create(ProviderContext context) throws ProviderException {
        Provider provider = delegate.create(context);
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                return new TimedSite(provider.open(spec), told);
            }

            @Override
            public void close() {
                provider.close();
            }
        };
    }

    private record TimedSite(Site delegate, ConcurrentMap<String, Long> told) implements Site {
        @Override
        public Duration contactTimeout() {
            return delegate.contactTimeout();
        }

        @Override
        public void start(PodListener pods) throws ProviderException {
            delegate.start(pods);
        }

        @Override
        public void apply(DesiredPod pod) throws ProviderException {
            told.putIfAbsent(pod.ref().name(), System.nanoTime());
            delegate.apply(pod);
        }

        @Override
        public void delete(PodRef pod, Duration grace) throws ProviderException {
            delegate.delete(pod, grace);
        }

        @Override
        public List<ObservedPod> list() throws ProviderException {
            return delegate.list();
        }

        @Override
        public ObservedNode node() throws ProviderException {
            return delegate.node();
        }

        @Override
        public void close() {
            delegate.close();
        }
    }
}
