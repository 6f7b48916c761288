// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an author sees of the kit when something is wrong. */
class FailuresTest {

    private static final Duration WATCH_WRONG = Duration.ofSeconds(2);
    private static final Duration WATCH_RIGHT = Duration.ofMillis(100);

    @Test
    void aFailureNamesAndQuotesTheRuleAndShowsTheCalls() {
        Mutant mutant = PodMutants.all().stream()
                .filter(each -> each.name().equals("restarts what is applied again"))
                .findFirst()
                .orElseThrow();

        String failure = KitRun.failures(mutant.mutation(), WATCH_WRONG, Set.of(), "2.3"::equals)
                .get("2.3");

        assertThat(failure)
                .startsWith("Rule 2.3 is broken: applying again restarts nothing")
                .contains("expected for PT2S: list() shows the same instance of the container", "but got: ")
                .contains("apply(web_tck(", "list returned [ObservedPod[", "reported: changed ObservedPod[")
                .contains("`apply` is idempotent per UID.");
    }

    @Test
    void sayingNoInTheHarnessAloneIsNotEnough() {
        Set<Capability> lacks = EnumSet.allOf(Capability.class);

        Map<String, String> failures = KitRun.failures(Mutation.NONE, WATCH_RIGHT, lacks, rule -> true);

        assertThat(failures).containsOnlyKeys("2.4", "2.6", "10.4");
        assertThat(failures.get("10.4")).contains("whether the site has LOGS, which the harness declares lacking");
        assertThat(failures.get("2.6")).contains("which this site cannot do, throws a ProviderException");
    }
}
