// SPDX-License-Identifier: Apache-2.0
package io.outrigger.program.config;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;

/**
 * Asks providers what they think of the settings of their sites: opens each site, which by contract reaches out to
 * nobody, and closes it again. Used by one thread.
 */
public final class ProviderSettings {

    private final Map<String, ProviderFactory> factories = new TreeMap<>();

    private ProviderSettings(Iterable<ProviderFactory> found) {
        found.forEach(factory -> factories.put(factory.name(), factory));
    }

    /** With all providers on the class path. */
    public static ProviderSettings onClassPath() {
        return new ProviderSettings(ServiceLoader.load(ProviderFactory.class));
    }

    /** The names that a site's {@code provider} can be. */
    public Set<String> names() {
        return factories.keySet();
    }

    /** What is wrong with a site's settings; nothing if its provider is not known. */
    Optional<String> problem(SiteSpec site) {
        var factory = factories.get(site.provider());
        if (factory == null) {
            return Optional.empty();
        }
        try (Provider provider = factory.create(new Context())) {
            provider.open(site).close();
            return Optional.empty();
        } catch (ProviderException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        } catch (RuntimeException broken) {
            return Optional.of("site " + site.name() + ": provider " + site.provider() + " failed: " + broken);
        }
    }

    private record Context() implements ProviderContext {

        @Override
        public String clusterId() {
            return "validation";
        }

        @Override
        public String holder() {
            return "validation";
        }

        @Override
        public Clock clock() {
            return Clock.systemUTC();
        }

        @Override
        public ThreadFactory threads() {
            return Thread::new;
        }
    }
}
