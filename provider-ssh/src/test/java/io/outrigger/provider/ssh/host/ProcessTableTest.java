// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.provider.ssh.host.ProcessTable.Sum;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is charged for which process, whatever processes call themselves. */
final class ProcessTableTest {

    private final Map<Long, String> stats = new HashMap<>();
    private final Map<Long, String> memories = new HashMap<>();
    private final Map<Long, String> schedules = new HashMap<>();

    @Test
    void whoIsKnownToBelongToSomebodyBelongsToNobodyElse() {
        process(10, "first", 1, 10, 5);
        process(11, "member", 10, 10, 7);
        Map<String, Sum> sums = table().sum(Map.of(11L, "second"), Map.of(10L, "first"));
        assertThat(sums).containsOnlyKeys("first", "second");
        assertThat(sums.get("first").nanoseconds()).isEqualTo(50_000_000);
        assertThat(sums.get("second").nanoseconds()).isEqualTo(70_000_000);
    }

    @Test
    void aProcessBelongsToTheOwnerOfItsSessionOrElseOfItsNearestParent() {
        process(10, "sh", 1, 10, 100);
        process(11, "worker", 10, 10, 20);
        process(12, "daemon", 11, 12, 3);
        process(13, "child", 12, 12, 4);
        process(20, "other", 1, 20, 5);
        process(30, "stranger", 1, 30, 1000);
        assertThat(table().sum(Map.of(), Map.of(10L, "first", 20L, "second")))
                .containsOnly(Map.entry("first", sum(127, 28)), Map.entry("second", sum(5, 7)));
    }

    @Test
    void aNameMayHoldAnything() {
        process(10, "a) R 1 99 99 (", 1, 10, 100);
        process(11, "line\nbreak", 1, 10, 20);
        process(12, ") ", 1, 10, 3);
        assertThat(table().sum(Map.of(), Map.of(10L, "first", 99L, "second")))
                .containsOnly(Map.entry("first", sum(123, 21)));
    }

    @Test
    void aNumberThatWasUsedAgainIsSomebodyElse() {
        process(10, "sh", 1, 10, 100);
        assertThat(table().alive(10, 10_010)).isTrue();
        assertThat(table().alive(10, 10_009)).isFalse();
        assertThat(table().alive(11, 10_011)).isFalse();
    }

    @Test
    void weatherAZombieAndAProcessThatEndedMeanwhileAreLeftOut() {
        process(10, "sh", 1, 10, 100);
        process(11, "zombie", 10, 10, 20);
        stats.computeIfPresent(11L, (process, stat) -> stat.replace(") S ", ") Z "));
        process(12, "gone", 10, 10, 20);
        memories.remove(12L);
        process(13, "cut", 10, 10, 20);
        stats.put(13L, "13 (cut) S 10 10");
        process(14, "odd", 10, 10, 20);
        memories.put(14L, "a b c");
        assertThat(table().processes()).containsOnlyKeys(10L);
    }

    @Test
    void weatherParentsThatFormARing() {
        process(10, "one", 11, 98, 1);
        process(11, "two", 10, 98, 1);
        assertThat(table().sum(Map.of(), Map.of(5L, "first"))).isEmpty();
    }

    @Test
    void whatWorkedForLessThanATickHasWorked() {
        process(10, "sh", 1, 10, 0);
        schedules.put(10L, "3456789 12 3");
        process(11, "worker", 10, 10, 2);
        schedules.put(11L, "19 12 3");
        assertThat(table().sum(Map.of(), Map.of(10L, "first")))
                .containsOnly(Map.entry("first", new Sum(23_456_789, 14)));
    }

    private static Sum sum(long ticks, long pages) {
        return new Sum(ticks * 10_000_000, pages);
    }

    private void process(long number, String name, long parent, long session, long ticks) {
        stats.put(
                number,
                number + " (" + name + ") S " + parent + " " + session + " " + session + " 0 -1 0 0 0 0 0 " + ticks
                        + " 0 0 0 20 0 1 0 " + (10_000 + number) + " 999 999");
        memories.put(number, "100 10 3 1 0 5 0");
    }

    private ProcessTable table() {
        return ProcessTable.of(stats, memories, schedules);
    }
}
