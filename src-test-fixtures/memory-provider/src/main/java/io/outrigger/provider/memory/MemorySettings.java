// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a memory site: {@code cpu}, {@code memory} and {@code pods}, what it claims to have, and {@code
 * contactTimeoutSeconds}.
 *
 * @param capacity resources by name
 * @param contactTimeout how long it may be silent
 */
record MemorySettings(Map<String, Quantity> capacity, Duration contactTimeout) {

    private static final String CONTACT_TIMEOUT = "contactTimeoutSeconds";
    private static final Map<String, String> CAPACITY = Map.of("cpu", "64", "memory", "256Gi", "pods", "1000");

    MemorySettings {
        capacity = Map.copyOf(capacity);
    }

    static MemorySettings of(SiteSpec spec) throws ProviderException {
        for (String setting : spec.settings().keySet()) {
            if (!CAPACITY.containsKey(setting) && !setting.equals(CONTACT_TIMEOUT)) {
                throw refused(
                        spec,
                        setting,
                        "is unknown; choose from " + CONTACT_TIMEOUT + ", "
                                + String.join(", ", new TreeMap<>(CAPACITY).keySet()));
            }
        }
        Map<String, Quantity> capacity = new TreeMap<>();
        CAPACITY.forEach((name, value) ->
                capacity.put(name, new Quantity(String.valueOf(spec.settings().getOrDefault(name, value)))));
        Object timeout = spec.settings().getOrDefault(CONTACT_TIMEOUT, 20);
        if (!(timeout instanceof Integer seconds) || seconds < 1) {
            throw refused(spec, CONTACT_TIMEOUT, "must be a whole number of at least 1, not " + timeout);
        }
        return new MemorySettings(capacity, Duration.ofSeconds(seconds));
    }

    private static ProviderException refused(SiteSpec spec, String setting, String why) {
        return new ProviderException(
                ProviderException.Kind.INVALID_CONFIG, "site " + spec.name() + ": settings." + setting + " " + why);
    }
}
