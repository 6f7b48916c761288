// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteStatistics;
import io.outrigger.spi.SiteStatistics.Snapshot;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ReadingsTest {

    private static final Snapshot SNAPSHOT = TestSnapshots.after(1, 1);

    /** Work that has been handed over and was not done yet. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    private final AtomicInteger reads = new AtomicInteger();
    private final SiteStatistics site = () -> {
        reads.incrementAndGet();
        return SNAPSHOT;
    };

    @Test
    void everyQuestionIsANewMeasurement() {
        var readings = new Readings(Runnable::run);
        assertThat(readings.of("edge-1", site)).isCompletedWithValue(SNAPSHOT);
        assertThat(readings.of("edge-1", site)).isCompletedWithValue(SNAPSHOT);
        assertThat(reads).hasValue(2);
    }

    @Test
    void aSiteThatHangsHoldsOneThreadHoweverOftenItIsAsked() {
        var readings = new Readings(waiting::add);
        var first = readings.of("edge-1", site);
        var second = readings.of("edge-1", site);
        assertThat(waiting).hasSize(1);
        assertThat(readings.of("edge-2", site)).isNotDone();
        assertThat(waiting).hasSize(2);
        waiting.remove().run();
        assertThat(first).isCompletedWithValue(SNAPSHOT);
        assertThat(second).isCompletedWithValue(SNAPSHOT);
        assertThat(reads).hasValue(1);
        readings.of("edge-1", site);
        assertThat(waiting).hasSize(2);
    }

    @Test
    void aSiteThatCannotMeasureSaysWhy_andABrokenOneIsNamed() {
        var readings = new Readings(Runnable::run);
        SiteStatistics away = () -> {
            throw new ProviderException(ProviderException.Kind.UNREACHABLE, "edge-1 is away");
        };
        assertThat(readings.of("edge-1", away))
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("edge-1 is away");
        SiteStatistics broken = () -> {
            throw new IllegalStateException("oops");
        };
        assertThat(readings.of("edge-1", broken))
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("measuring site edge-1 failed")
                .withMessageContaining("oops");
    }
}
