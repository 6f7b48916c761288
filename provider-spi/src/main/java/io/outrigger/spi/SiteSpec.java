// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A site as it was declared: in a configuration file, as an object in the cluster, or by a discovering provider. It has
 * one shape wherever it is written.
 *
 * @param name a DNS-1123 subdomain; it becomes the name of the node
 * @param provider the name of the provider that reaches it
 * @param settings the provider's own settings, as parsed from YAML or JSON: strings, numbers, booleans, lists and maps;
 *     validated by {@link Provider#open}
 * @param labels labels for the node, beside those the core sets
 * @param taints taints for the node, beside the provider's own
 * @param zone the value of {@code topology.kubernetes.io/zone}, or null
 * @param region the value of {@code topology.kubernetes.io/region}, or null
 * @param capacity resources that replace what the site reports, by resource name
 * @param autonomy how long pods stay bound while the site is away
 */
public record SiteSpec(
        String name,
        String provider,
        Map<String, Object> settings,
        Map<String, String> labels,
        List<Taint> taints,
        @Nullable String zone,
        @Nullable String region,
        Map<String, Quantity> capacity,
        Autonomy autonomy) {

    /** Copies the collections and refuses null where it is not allowed. */
    // Not compact: javac leaves the nullness of a compact constructor's parameters out of the class file.
    public SiteSpec(
            String name,
            String provider,
            Map<String, Object> settings,
            Map<String, String> labels,
            List<Taint> taints,
            @Nullable String zone,
            @Nullable String region,
            Map<String, Quantity> capacity,
            Autonomy autonomy) {
        this.name = Objects.requireNonNull(name, "name is null");
        this.provider = Objects.requireNonNull(provider, "provider is null");
        this.settings = Map.copyOf(settings);
        this.labels = Map.copyOf(labels);
        this.taints = List.copyOf(taints);
        this.zone = zone;
        this.region = region;
        this.capacity = Map.copyOf(capacity);
        this.autonomy = Objects.requireNonNull(autonomy, "autonomy is null");
    }

    /**
     * A site with nothing but a name, a provider and its settings.
     *
     * @param name a DNS-1123 subdomain
     * @param provider the name of the provider
     * @param settings the provider's own settings
     * @return a site whose pods stay bound while it is away
     */
    public static SiteSpec of(String name, String provider, Map<String, Object> settings) {
        return new SiteSpec(name, provider, settings, Map.of(), List.of(), null, null, Map.of(), Autonomy.unlimited());
    }

    /** Leaves the settings out, because they may hold credentials. */
    @Override
    public String toString() {
        return "SiteSpec[" + name + " by " + provider + "]";
    }
}
