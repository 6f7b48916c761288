// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the provider {@code memory}. The places belong to the factory, so pods survive the provider, as real ones
 * survive a restart of the core. Safe from any thread.
 */
public final class MemoryFactory implements ProviderFactory {

    private final ConcurrentHashMap<String, MemoryPlace> places = new ConcurrentHashMap<>();
    private final AtomicInteger addresses = new AtomicInteger();

    /** No place yet; a place begins when its site is first opened or asked for. */
    public MemoryFactory() {}

    /** The place behind a site, to be looked at and disturbed. */
    public MemoryPlace place(String site) {
        return places.computeIfAbsent(site, name -> new MemoryPlace(name, addresses));
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new MemoryProvider(context);
    }

    private final class MemoryProvider implements Provider {

        private final ProviderContext context;

        MemoryProvider(ProviderContext context) {
            this.context = context;
        }

        @Override
        public Site open(SiteSpec spec) throws ProviderException {
            return new MemorySite(place(spec.name()), MemorySettings.of(spec), context.clock());
        }

        @Override
        public void close() {}
    }
}
