// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who watches the watchman: every wrong provider fails exactly the rules it breaks. */
class MutantsTest {

    // Runs wait more than they compute.
    private static final int AT_ONCE = 48;
    // A watch ends with the first wrong thing, so a long one costs little where something wrong must show.
    private static final Duration WATCH_WRONG = Duration.ofSeconds(2);
    private static final Duration WATCH_RIGHT = Duration.ofMillis(200);

    private static final Map<String, List<Future<Set<String>>>> BROKEN = new LinkedHashMap<>();
    private static final ExecutorService RUNS = Executors.newFixedThreadPool(AT_ONCE);

    /** A test that fails may use up the whole patience, so each broken rule is a run of its own, and these go first. */
    @BeforeAll
    static void begin() {
        mutants().forEach(mutant -> mutant.breaks().forEach(rule -> run(mutant, WATCH_WRONG, rule::equals)));
        mutants()
                .forEach(mutant ->
                        run(mutant, WATCH_RIGHT, rule -> !mutant.breaks().contains(rule)));
    }

    @AfterAll
    static void end() {
        RUNS.shutdownNow();
    }

    static Stream<Mutant> mutants() {
        return Stream.of(
                        LifeMutants.all(),
                        PodMutants.all(),
                        DeletionMutants.all(),
                        ObservationMutants.all(),
                        CapabilityMutants.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest(name = "a provider that {0}")
    @MethodSource("mutants")
    void failsExactlyTheRulesItBreaks(Mutant mutant) throws Exception {
        Set<String> broken = new TreeSet<>();
        for (Future<Set<String>> run : BROKEN.get(mutant.name())) {
            broken.addAll(run.get());
        }
        assertThat(broken).isEqualTo(mutant.breaks());
    }

    @Test
    void everyRuleOfTheContractIsBrokenBySomeMutant() {
        Set<String> unbroken = new TreeSet<>(Contract.rules().keySet());
        mutants().forEach(mutant -> unbroken.removeAll(mutant.breaks()));
        assertThat(unbroken).isEmpty();
    }

    private static void run(Mutant mutant, Duration quiet, Predicate<String> rules) {
        BROKEN.computeIfAbsent(mutant.name(), name -> new ArrayList<>())
                .add(RUNS.submit(() -> KitRun.failures(mutant.mutation(), quiet, Set.of(), rules)
                        .keySet()));
    }
}
