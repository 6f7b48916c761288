// SPDX-License-Identifier: Apache-2.0
package io.outrigger.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * Where everything of one virtual kubelet is counted. Made by the entry, one per process of nodes; recorded into from any
 * thread and read by the endpoint. It touches no global registry.
 *
 * <p>Beside the meters of the JVM there are {@code outrigger.lane.*} (queues), {@code outrigger.site.call} (calls to
 * providers), {@code outrigger.sites} (how many are in which state), {@code outrigger.lease.delay} and {@code
 * outrigger.events.dropped}.
 */
public final class Metrics implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    private Metrics() {
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    /** Meters that are exposed in the text format of Prometheus. */
    public static Metrics prometheus() {
        return new Metrics();
    }

    /** Where to record. */
    public MeterRegistry registry() {
        return registry;
    }

    /** All meters in the text format of Prometheus, version 0.0.4. */
    public String text() {
        return registry.scrape();
    }

    /** Stops measuring. */
    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
