// SPDX-License-Identifier: Apache-2.0
package io.outrigger.loop;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The meters of one lane: {@code outrigger.lane.depth}, {@code .wait} and {@code .reconcile}, tagged by lane. */
final class LaneMeters {

    private final Timer waited;
    private final Timer done;
    private final Timer failed;

    private LaneMeters(MeterRegistry registry, String lane, IntSupplier depth) {
        Gauge.builder("outrigger.lane.depth", depth, IntSupplier::getAsInt)
                .description("Keys that are ready and wait for a worker")
                .tag("lane", lane)
                .strongReference(true)
                .register(registry);
        waited = Timer.builder("outrigger.lane.wait")
                .description("Time from ready to taken by a worker")
                .tag("lane", lane)
                .register(registry);
        done = reconcile(registry, lane, "done");
        failed = reconcile(registry, lane, "failed");
    }

    /** Without a registry the meters record nothing. */
    static LaneMeters of(@Nullable MeterRegistry registry, String lane, IntSupplier depth) {
        return new LaneMeters(registry == null ? new CompositeMeterRegistry() : registry, lane, depth);
    }

    void waited(Duration time) {
        // The wall clock may step back between the two readings.
        waited.record(time.isNegative() ? Duration.ZERO : time);
    }

    void done(long nanos) {
        done.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(long nanos) {
        failed.record(nanos, TimeUnit.NANOSECONDS);
    }

    private static Timer reconcile(MeterRegistry registry, String lane, String outcome) {
        return Timer.builder("outrigger.lane.reconcile")
                .description("Time spent on one key")
                .tag("lane", lane)
                .tag("outcome", outcome)
                .register(registry);
    }
}
