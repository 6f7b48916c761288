// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Supplier;

/** The meters of sites: {@code outrigger.sites} by state and {@code outrigger.site.call} by provider, method, outcome. */
final class SiteMeters {

    private final MeterRegistry registry;

    SiteMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts the sites in each state, whenever somebody looks. */
    void count(Supplier<Collection<OpenSite>> sites) {
        for (Contact.State state : Contact.State.values()) {
            Gauge.builder(
                            "outrigger.sites",
                            () -> sites.get().stream()
                                    .filter(site -> site.contact().state() == state)
                                    .count())
                    .description("Open sites by whether they answer")
                    .tag("state", lower(state))
                    .register(registry);
        }
    }

    /** A call was answered. */
    void answered(String provider, String method, Duration time) {
        record(provider, method, "done", time);
    }

    /** A call failed. */
    void failed(String provider, String method, ProviderException.Kind kind, Duration time) {
        record(provider, method, lower(kind), time);
    }

    // One series per provider, not per site: thousands of sites would be thousands of series.
    private void record(String provider, String method, String outcome, Duration time) {
        registry.timer("outrigger.site.call", "provider", provider, "method", method, "outcome", outcome)
                .record(time);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
