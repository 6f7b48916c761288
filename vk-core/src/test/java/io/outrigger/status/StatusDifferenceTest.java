// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.junit.jupiter.api.Test;

final class StatusDifferenceTest {

    private static PodStatusBuilder status(String time) {
        return new PodStatusBuilder()
                .withPhase("Running")
                .withStartTime(time)
                .withObservedGeneration(1L)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withObservedGeneration(1L)
                .withLastTransitionTime(time)
                .endCondition()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("True")
                .endCondition()
                .addNewContainerStatus()
                .withName("main")
                .withRestartCount(0)
                .withReady(true)
                .withNewState()
                .withNewRunning(time)
                .endState()
                .endContainerStatus();
    }

    private static final PodStatus STATUS = status("2026-01-01T00:00:00Z").build();

    @Test
    void theWayATimeIsWrittenDoesNotCount() {
        assertThat(StatusDifference.none(
                        STATUS, status("2026-01-01T01:00:00.000+01:00").build()))
                .isTrue();
        assertThat(StatusDifference.none(STATUS, status("2026-01-01T00:00:01Z").build()))
                .isFalse();
    }

    @Test
    void theOrderOfConditionsAndContainersDoesNotCount() {
        var other = status("2026-01-01T00:00:00Z");
        var conditions = new java.util.ArrayList<>(other.buildConditions());
        java.util.Collections.reverse(conditions);
        assertThat(StatusDifference.none(
                        STATUS, other.withConditions(conditions).build()))
                .isTrue();
    }

    @Test
    void emptyAndAbsentAreTheSame() {
        assertThat(StatusDifference.none(
                        STATUS,
                        new PodStatusBuilder(STATUS)
                                .withReason("")
                                .withMessage("")
                                .editContainerStatus(0)
                                .withContainerID("")
                                .withImageID("")
                                .endContainerStatus()
                                .build()))
                .isTrue();
    }

    @Test
    void everythingThatMeansSomethingCounts() {
        assertThat(StatusDifference.none(
                        STATUS, new PodStatusBuilder(STATUS).withPhase("Failed").build()))
                .isFalse();
        assertThat(StatusDifference.none(
                        STATUS,
                        new PodStatusBuilder(STATUS)
                                .editContainerStatus(0)
                                .withRestartCount(1)
                                .endContainerStatus()
                                .build()))
                .isFalse();
        assertThat(StatusDifference.none(
                        STATUS,
                        new PodStatusBuilder(STATUS)
                                .editCondition(0)
                                .withStatus("False")
                                .endCondition()
                                .build()))
                .isFalse();
    }

    @Test
    void aNewGenerationAloneIsToldFromAChange() {
        PodStatus acknowledged = new PodStatusBuilder(STATUS)
                .withObservedGeneration(2L)
                .editCondition(0)
                .withObservedGeneration(2L)
                .endCondition()
                .build();
        assertThat(StatusDifference.none(STATUS, acknowledged)).isFalse();
        assertThat(StatusDifference.onlyGeneration(STATUS, acknowledged)).isTrue();
        assertThat(StatusDifference.onlyGeneration(
                        STATUS,
                        new PodStatusBuilder(acknowledged).withPhase("Failed").build()))
                .isFalse();
    }
}
