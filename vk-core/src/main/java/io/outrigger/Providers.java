// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.loop.Errands;
import io.outrigger.site.ProviderCall;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteDiscovery;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers by name, made when their first site is opened. Used by the entry, from any thread; a provider that hangs
 * keeps only those waiting who want something of it.
 */
final class Providers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Providers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Map<String, ProviderFactory> factories;
    private final ProviderContext context;
    private final SiteDiscovery discovery;
    private final Map<String, MadeProvider> providers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Providers(Map<String, ProviderFactory> factories, ProviderContext context, SiteDiscovery discovery) {
        this.factories = factories;
        this.context = context;
        this.discovery = discovery;
    }

    /**
     * Makes a provider before its first site is opened, so that it can announce sites by itself.
     *
     * @throws ProviderException when it cannot work in this program
     */
    void create(String name) throws ProviderException {
        provider(name);
    }

    /** Opens a site, not started. */
    Site open(SiteSpec spec) throws ProviderException {
        Factories.check(factories, spec);
        Provider provider = provider(spec.provider());
        return ProviderCall.checked(
                "site " + spec.name() + ": provider " + spec.provider() + ": open", () -> provider.open(spec));
    }

    @Override
    public void close() {
        closed = true;
        var closing = new Errands("provider-close");
        providers.forEach((name, provider) -> closing.add(name, provider::close));
        Set<String> left = closing.end(PATIENCE);
        if (!left.isEmpty()) {
            log.error("providers {}: close has not returned within {}; they hang and may leak", left, PATIENCE);
        }
    }

    private Provider provider(String name) throws ProviderException {
        if (closed) {
            throw new IllegalStateException("the virtual kubelet is closed");
        }
        ProviderFactory factory = factories.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("provider \"" + name + "\" is unknown");
        }
        return providers
                .computeIfAbsent(name, key -> new MadeProvider(key, factory))
                .get(context, discovery);
    }
}
