// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.fabric8.kubernetes.api.model.Quantity;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteSpec;
import java.util.Map;
import java.util.TreeMap;

/** Reads the settings of a memory site: {@code cpu}, {@code memory} and {@code pods}, what it claims to have. */
final class MemoryCapacity {

    private static final Map<String, String> DEFAULTS = Map.of("cpu", "64", "memory", "256Gi", "pods", "1000");

    private MemoryCapacity() {}

    static Map<String, Quantity> of(SiteSpec spec) throws ProviderException {
        for (String setting : spec.settings().keySet()) {
            if (!DEFAULTS.containsKey(setting)) {
                throw new ProviderException(
                        ProviderException.Kind.INVALID_CONFIG,
                        "site " + spec.name() + ": settings." + setting + " is unknown; choose from "
                                + String.join(", ", new TreeMap<>(DEFAULTS).keySet()));
            }
        }
        Map<String, Quantity> capacity = new TreeMap<>();
        DEFAULTS.forEach((name, value) ->
                capacity.put(name, new Quantity(String.valueOf(spec.settings().getOrDefault(name, value)))));
        return capacity;
    }
}
