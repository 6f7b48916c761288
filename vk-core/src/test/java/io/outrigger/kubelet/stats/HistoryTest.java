// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.SiteStatistics.Snapshot;
import org.junit.jupiter.api.Test;

final class HistoryTest {

    private final History history = new History();
    private final Snapshot first = TestSnapshots.after(10, 1);
    private final Snapshot later = TestSnapshots.after(20, 2);
    private final Snapshot atOnce = TestSnapshots.after(21, 3);

    @Test
    void aMeasurementIsComparedWithTheOneBefore() {
        assertThat(history.earlier("edge-1", first)).isSameAs(first);
        assertThat(history.earlier("edge-1", later)).isSameAs(first);
    }

    @Test
    void twoQuestionsAtOnceAreComparedWithTheSameMeasurement() {
        history.earlier("edge-1", first);
        history.earlier("edge-1", later);
        assertThat(history.earlier("edge-1", atOnce)).isSameAs(first);
        assertThat(history.earlier("edge-1", TestSnapshots.after(30, 4))).isSameAs(later);
    }

    @Test
    void nodesAreComparedWithThemselves() {
        history.earlier("edge-1", first);
        assertThat(history.earlier("edge-2", later)).isSameAs(later);
    }
}
