// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who watches the watchman: every wrong provider fails exactly the rules it breaks. */
class MutantsTest {

    // Runs wait more than they compute.
    private static final int AT_ONCE = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration MORE_PATIENCE = Duration.ofSeconds(20);

    private static final Map<String, Future<Set<String>>> BROKEN = new LinkedHashMap<>();
    private static final ExecutorService RUNS = Executors.newFixedThreadPool(AT_ONCE);

    @BeforeAll
    static void begin() {
        mutants().forEach(mutant -> BROKEN.put(mutant.name(), RUNS.submit(() -> brokenRules(mutant))));
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
        assertThat(BROKEN.get(mutant.name()).get()).isEqualTo(mutant.breaks());
    }

    @Test
    void everyRuleOfTheContractIsBrokenBySomeMutant() {
        Set<String> unbroken = new TreeSet<>(Contract.rules().keySet());
        mutants().forEach(mutant -> unbroken.removeAll(mutant.breaks()));
        assertThat(unbroken).isEmpty();
    }

    /** A busy machine may be slower than the patience; then the verdict is tried again with more. */
    private static Set<String> brokenRules(Mutant mutant) {
        Set<String> broken = run(mutant, PATIENCE);
        return broken.equals(mutant.breaks()) ? broken : run(mutant, MORE_PATIENCE);
    }

    private static Set<String> run(Mutant mutant, Duration patience) {
        return KitRun.failures(mutant.mutation(), patience, Set.of()).keySet();
    }
}
