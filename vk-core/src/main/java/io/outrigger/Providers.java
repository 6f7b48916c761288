// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteDiscovery;
import io.outrigger.spi.SiteSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers by name: found on the class path or given, made when their first site is opened. Used by the entry, from
 * any thread.
 */
final class Providers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Providers.class);

    private final Map<String, ProviderFactory> factories;
    private final ProviderContext context;
    private final SiteDiscovery discovery;
    private final Map<String, Provider> providers = new HashMap<>();
    private boolean closed;

    Providers(Map<String, ProviderFactory> factories, ProviderContext context, SiteDiscovery discovery) {
        this.factories = factories;
        this.context = context;
        this.discovery = discovery;
    }

    /**
     * The factories by name.
     *
     * @param given those that win over what is found on the class path
     */
    static Map<String, ProviderFactory> find(Collection<ProviderFactory> given) {
        Map<String, ProviderFactory> factories = new TreeMap<>();
        ServiceLoader.load(ProviderFactory.class, Providers.class.getClassLoader())
                .forEach(factory -> factories.put(factory.name(), factory));
        given.forEach(factory -> factories.put(factory.name(), factory));
        return factories;
    }

    /**
     * Refuses a site whose provider does not exist.
     *
     * @throws IllegalArgumentException naming the site, the providers there are, and the nearest
     */
    static void check(Map<String, ProviderFactory> factories, SiteSpec spec) {
        if (factories.containsKey(spec.provider())) {
            return;
        }
        String remedy = Names.nearest(spec.provider(), factories.keySet())
                .map(name -> "; did you mean \"" + name + "\"?")
                .orElse("");
        String available = factories.isEmpty()
                ? "there is none on the class path"
                : "available: " + String.join(", ", factories.keySet());
        throw new IllegalArgumentException("site " + spec.name() + ": provider \"" + spec.provider() + "\" is unknown ("
                + available + ")" + remedy);
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
        check(factories, spec);
        try {
            return provider(spec.provider()).open(spec);
        } catch (RuntimeException unexpected) {
            throw new ProviderException(
                    ProviderException.Kind.INTERNAL,
                    "site " + spec.name() + ": provider " + spec.provider() + " failed unexpectedly: " + unexpected,
                    unexpected);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        providers.forEach((name, provider) -> {
            try {
                provider.close();
            } catch (RuntimeException unexpected) {
                log.error("closing provider {} failed", name, unexpected);
            }
        });
        providers.clear();
    }

    private synchronized Provider provider(String name) throws ProviderException {
        if (closed) {
            throw new IllegalStateException("the virtual kubelet is closed");
        }
        Provider present = providers.get(name);
        if (present != null) {
            return present;
        }
        ProviderFactory factory = factories.get(name);
        if (factory == null) {
            throw new IllegalArgumentException("provider \"" + name + "\" is unknown");
        }
        Provider made = factory.create(context);
        providers.put(name, made);
        made.discover(discovery);
        return made;
    }
}
