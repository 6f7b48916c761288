// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteStatistics;
import io.outrigger.spi.SiteStatistics.Snapshot;
import java.time.Duration;
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
    void everyQuestionIsANewMeasurement() throws Exception {
        var readings = new Readings(Runnable::run, Duration.ofSeconds(10));
        assertThat(readings.of("edge-1", site)).isSameAs(SNAPSHOT);
        readings.of("edge-1", site);
        assertThat(reads).hasValue(2);
    }

    @Test
    void aSiteThatHangsHoldsOneThreadHoweverOftenItIsAsked() throws Exception {
        var readings = new Readings(waiting::add, Duration.ofMillis(1));
        for (int question = 0; question < 3; question++) {
            assertThatThrownBy(() -> readings.of("edge-1", site))
                    .isInstanceOfSatisfying(
                            ProviderException.class,
                            late -> assertThat(late.kind()).isEqualTo(ProviderException.Kind.UNREACHABLE))
                    .hasMessageContaining("site edge-1 has not measured itself");
        }
        assertThat(waiting).hasSize(1);
        assertThatThrownBy(() -> readings.of("edge-2", site)).hasMessageContaining("edge-2");
        assertThat(waiting).hasSize(2);
        waiting.remove().run();
        assertThat(reads).hasValue(1);
    }

    @Test
    void aSiteThatCannotMeasureSaysWhy_andABrokenOneIsNamed() {
        var readings = new Readings(Runnable::run, Duration.ofSeconds(10));
        SiteStatistics away = () -> {
            throw new ProviderException(ProviderException.Kind.UNREACHABLE, "edge-1 is away");
        };
        assertThatThrownBy(() -> readings.of("edge-1", away)).hasMessage("edge-1 is away");
        SiteStatistics broken = () -> {
            throw new IllegalStateException("oops");
        };
        assertThatThrownBy(() -> readings.of("edge-1", broken))
                .isInstanceOf(ProviderException.class)
                .hasMessage("measuring site edge-1 failed")
                .hasRootCauseMessage("oops");
    }
}
