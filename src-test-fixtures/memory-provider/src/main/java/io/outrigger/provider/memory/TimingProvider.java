// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
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
        return new DecoratedProvider(delegate, site -> new TimedSite(site, told)).create(context);
    }

    private static final class TimedSite extends DecoratedSite {

        private final ConcurrentMap<String, Long> told;

        TimedSite(Site delegate, ConcurrentMap<String, Long> told) {
            super(delegate);
            this.told = told;
        }

        @Override
        public void apply(DesiredPod pod) throws ProviderException {
            told.putIfAbsent(pod.ref().name(), System.nanoTime());
            super.apply(pod);
        }
    }
}
