// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteSpec;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the factories of providers. One on the class path that is broken is left out and does not keep others away. */
final class Factories {

    private static final Logger log = LoggerFactory.getLogger(Factories.class);

    private Factories() {}

    /**
     * The factories by name.
     *
     * @param given those that win over what is found on the class path
     * @throws IllegalArgumentException when one that was given has no name
     */
    static Map<String, ProviderFactory> find(Collection<ProviderFactory> given) {
        Map<String, ProviderFactory> factories = new TreeMap<>();
        Iterator<ProviderFactory> found = ServiceLoader.load(ProviderFactory.class, Factories.class.getClassLoader())
                .iterator();
        boolean more = true;
        while (more) {
            try {
                more = found.hasNext();
                if (more) {
                    ProviderFactory factory = found.next();
                    factories.put(name(factory), factory);
                }
            } catch (ServiceConfigurationError | LinkageError | IllegalArgumentException broken) {
                log.warn("a provider on the class path is broken and is left out: {}", String.valueOf(broken), broken);
            }
        }
        given.forEach(factory -> factories.put(name(factory), factory));
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

    /** The name of a provider, whose code may do anything. */
    static String name(ProviderFactory factory) {
        String name;
        try {
            name = factory.name();
        } catch (RuntimeException | LinkageError unexpected) {
            throw new IllegalArgumentException(
                    "provider " + factory.getClass().getName() + " cannot say its name: " + unexpected, unexpected);
        }
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException(
                    "provider " + factory.getClass().getName() + " has no name; name() must not be null or empty");
        }
        return name;
    }
}
