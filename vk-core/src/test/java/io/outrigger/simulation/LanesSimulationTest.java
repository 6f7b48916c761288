// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Runs the lanes through many worlds of trouble. {@code -Dsimulation.seeds=N} sets how many, {@code -Dsimulation.seed=S}
 * runs one and prints what happened in it, {@code -Dsimulation.mutant=M} does so for a mutant.
 */
final class LanesSimulationTest {

    private static final int SEEDS = Integer.getInteger("simulation.seeds", 800);
    private static final @Nullable Long ONE_SEED = Long.getLong("simulation.seed");
    private static final Logger CORE = (Logger) LoggerFactory.getLogger("io.outrigger");
    private static @Nullable Level level;

    @BeforeAll
    static void quiet() {
        level = CORE.getLevel();
        CORE.setLevel(ONE_SEED == null ? Level.OFF : level);
    }

    @AfterAll
    static void loud() {
        CORE.setLevel(level);
    }

    @Test
    void whateverHappens_sitesRunWhatIsDesiredAndStatusesSayWhatIsTrue() {
        List<String> broken = new ArrayList<>();
        if (ONE_SEED != null) {
            Mutant mutant = Mutant.valueOf(System.getProperty("simulation.mutant", "NONE"));
            var world = new World(ONE_SEED, mutant, true);
            Optional<String> violation = run(world);
            world.trace().forEach(System.out::println);
            violation.ifPresent(broken::add);
        } else {
            broken.addAll(violations(Mutant.NONE, SEEDS).limit(20).toList());
        }
        assertThat(broken)
                .as("violations; replay one with -Dsimulation.seed=<its seed>")
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void withoutOneOfItsRules_theSimulationNotices(Mutant mutant) {
        assertThat(violations(mutant, 4 * SEEDS).findAny())
                .as("a seed that betrays the mutant " + mutant)
                .isPresent();
    }

    private static java.util.stream.Stream<String> violations(Mutant mutant, int seeds) {
        return IntStream.range(0, seeds)
                .parallel()
                .mapToObj(seed -> run(new World(seed, mutant, false)))
                .flatMap(Optional::stream);
    }

    private static Optional<String> run(World world) {
        try {
            world.run();
            return Optional.empty();
        } catch (Violation violation) {
            return Optional.of(String.valueOf(violation.getMessage()));
        }
    }
}
