// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import static io.outrigger.neighbours.Neighbourhood.badSite;
import static io.outrigger.neighbours.Neighbourhood.soon;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bad provider disturbs no other site and no other provider. The numbers are printed; what is asserted is behaviour. */
class NeighboursTest {

    private static final Duration LIVELY = Duration.ofSeconds(5);
    private static final Duration CLOSED = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private Neighbourhood street;

    @AfterEach
    void close() {
        street.close();
    }

    @Test
    void aProviderThatThrowsFromEveryMethod() throws Exception {
        disturbed("throws", () -> new ThrowingSite(() -> new IllegalStateException("boom")), 1, 10);
        blamed("boom");
    }

    @Test
    void aProviderThatThrowsErrors() throws Exception {
        disturbed("throws errors", () -> new ThrowingSite(() -> new AssertionError("boom")), 1, 10);
        blamed("boom");
    }

    @Test
    void aProviderThatThrowsCheckedExceptionsOfItsOwn() throws Exception {
        disturbed("throws checked", () -> new ThrowingSite(() -> new Exception("boom")), 1, 10);
        blamed("boom");
    }

    @Test
    void aProviderThatReturnsNull() throws Exception {
        disturbed("null", NullSite::new, 1, 10);
        blamed("null");
    }

    @Test
    void aProviderThatHangsForEver() throws Exception {
        disturbed("hangs", () -> HangingSite.in("apply", "delete", "list", "node", "close"), 1, 10);
        blamed("node");
    }

    @Test
    void twentySitesThatHangForEver() throws Exception {
        disturbed("20 hang", () -> HangingSite.in("apply", "delete", "list"), 20, 10);
    }

    @Test
    void aProviderThatTakesThirtySecondsForEveryCall() throws Exception {
        disturbed("30 s", () -> HangingSite.slow(Duration.ofSeconds(30)), 1, 10);
        blamed("node");
    }

    @Test
    void aProviderThatListsAMillionPods() throws Exception {
        disturbed("million", MillionSite::new, 1, 10);
    }

    @Test
    void aProviderThatReportsPodsItWasNeverGiven() throws Exception {
        disturbed("ghosts", StormingSite::ofGhosts, 1, 10);
    }

    @Test
    void aProviderThatKeepsSayingThatItMissedSomething() throws Exception {
        disturbed("gaps", StormingSite::ofGaps, 1, 10);
    }

    private void disturbed(String weather, Supplier<BadSite> maker, int sites, int podsEach) throws Exception {
        var bad = new BadProvider(maker);
        street = new Neighbourhood(directory, bad, sites);
        street.start();
        soon().until(() -> street.readiness(badSite(0)).startsWith("True"));
        street.round();
        Latencies before = street.round();
        Instant since = Instant.now().plusSeconds(1);

        bad.turnBad();
        for (int site = 0; site < sites; site++) {
            for (int pod = 0; pod < podsEach; pod++) {
                street.bind("victim-" + site + "-" + pod, badSite(site));
            }
        }
        Latencies during = street.round();

        System.out.printf(
                "%-14s before %s   during %s   (ms: bound to applied p50 p99 | reported to seen)%n",
                weather, before, during);
        assertThat(Duration.ofNanos(during.worst())).isLessThan(LIVELY);
        assertThat(street.unsteady(since)).isZero();
    }

    /** The bad site's node says what is wrong. */
    private void blamed(String cause) {
        soon().untilAsserted(() ->
                assertThat(street.readiness(badSite(0))).startsWith("False").contains(badSite(0), cause));
    }
}
