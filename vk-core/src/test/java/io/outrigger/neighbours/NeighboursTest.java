// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import static io.outrigger.neighbours.Neighbourhood.badSite;
import static io.outrigger.neighbours.Neighbourhood.healthySite;
import static io.outrigger.neighbours.Neighbourhood.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.PodRef;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bad provider disturbs no other site and no other provider. The numbers are printed; what is asserted is behaviour. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NeighboursTest {

    private static final Duration LIVELY = Duration.ofSeconds(5);
    private static final Duration CLOSED = Duration.ofSeconds(20);
    private static final int PODS_EACH = 10;
    private static final int MOST_LINES = 60;
    private static final int MOST_THREADS = 450;
    private static final int MOST_THREADS_PER_BAD_SITE = 12;

    @TempDir
    private Path directory;

    private Neighbourhood street;
    private LogLines log;
    private BadProvider bad;

    @BeforeEach
    void recordTheLog() {
        log = LogLines.record();
    }

    /** Ends in bounded time, whatever hangs; leaves pods running and no thread of ours. */
    @AfterEach
    void close() throws Exception {
        PodRef left = street.bind("left", healthySite(0));
        soon().until(() -> street.watch.running().containsKey("left"));
        long begin = System.nanoTime();
        street.kubelet.close();
        Duration closing = Duration.ofNanos(System.nanoTime() - begin);
        bad.calm();
        street.close();
        log.close();

        assertThat(closing).isLessThan(CLOSED);
        assertThat(street.memory.place(healthySite(0)).pods()).anySatisfy(pod -> {
            assertThat(pod.ref()).isEqualTo(left);
            assertThat(pod.running()).isTrue();
        });
        soon().untilAsserted(() -> assertThat(OurThreads.alive()).isEmpty());
        assertThat(log.lines()).hasSizeLessThan(MOST_LINES);
    }

    @Test
    void aProviderThatThrowsFromEveryMethod() throws Exception {
        disturbed("throws", () -> new ThrowingSite(() -> new IllegalStateException("boom")), 1);
        nodeBlames("boom");
        podBlames("boom");
    }

    @Test
    void aProviderThatThrowsErrors() throws Exception {
        disturbed("throws errors", () -> new ThrowingSite(() -> new AssertionError("boom")), 1);
        nodeBlames("boom");
        podBlames("boom");
    }

    @Test
    void aProviderThatThrowsCheckedExceptionsOfItsOwn() throws Exception {
        disturbed("throws checked", () -> new ThrowingSite(() -> new Exception("boom")), 1);
        nodeBlames("boom");
        podBlames("boom");
    }

    @Test
    void aProviderThatReturnsNull() throws Exception {
        disturbed("null", NullSite::new, 1);
        nodeBlames("node returned null");
        assertThat(log.lines()).anyMatch(line -> line.contains("site bad-0: its provider reported null"));
    }

    @Test
    void aProviderThatHangsForEver() throws Exception {
        disturbed("hangs", () -> HangingSite.in("apply", "delete", "list", "node", "close"), 1);
        nodeBlames("has not returned since");
    }

    @Test
    void twentySitesThatHangForEverInEveryCallButThePing() throws Exception {
        disturbed("20 hang", () -> HangingSite.in("apply", "delete", "list"), 20);
        soon().untilAsserted(() ->
                assertThat(log.lines()).anyMatch(line -> line.contains("site bad-0: apply has not returned since")));
        soon().untilAsserted(() -> assertThat(street.nodeEvents(badSite(0)))
                .anyMatch(event -> event.contains("apply has not returned since")));
    }

    @Test
    void aProviderThatTakesThirtySecondsForEveryCall() throws Exception {
        disturbed("30 s", () -> HangingSite.slow(Duration.ofSeconds(30)), 1);
        nodeBlames("has not returned since");
    }

    @Test
    void aProviderThatListsAMillionPods() throws Exception {
        long before = Memory.used();
        disturbed("million", MillionSite::new, 1);
        soon().until(() -> log.lines().stream()
                .anyMatch(line -> line.contains("relists: bad-0") && line.contains("more than 100000 pods")));
        assertThat(Memory.used() - before).isLessThan(64 << 20);
    }

    @Test
    void aProviderThatReportsPodsItWasNeverGiven() throws Exception {
        long before = Memory.used();
        disturbed("ghosts", StormingSite::ofGhosts, 1);
        assertThat(Memory.used() - before).isLessThan(64 << 20);
    }

    @Test
    void aProviderThatReportsThePodsOfOthers() throws Exception {
        List<PodRef> others = new CopyOnWriteArrayList<>();
        var site = StormingSite.of(others);
        disturbed("others' pods", () -> site, 1);
        others.add(street.bind("mine", healthySite(0)));
        soon().until(() -> street.watch.running().containsKey("mine"));
        long reports = site.reports.get();
        soon().until(() -> site.reports.get() > reports + 1000);

        street.round();
        assertThat(street.pod("mine").getStatus().getPhase()).isEqualTo("Running");
        assertThat(street.pod("mine").getStatus().getContainerStatuses().get(0).getRestartCount())
                .isZero();
    }

    @Test
    void aProviderWhosePodsChangeWithoutAPause() throws Exception {
        disturbed("flapping", StormingSite::ofFlapping, 1);
    }

    @Test
    void aProviderThatKeepsSayingThatItMissedSomething() throws Exception {
        disturbed("gaps", StormingSite::ofGaps, 1);
    }

    private void disturbed(String weather, Supplier<BadSite> maker, int sites) throws Exception {
        bad = new BadProvider(maker);
        street = new Neighbourhood(directory, bad, sites);
        street.start();
        soon().until(() -> street.readiness(badSite(0)).startsWith("True"));
        street.round();
        Latencies before = street.round();
        int threadsBefore = OurThreads.alive().size();
        Instant since = Instant.now().plusSeconds(1);

        bad.turnBad();
        for (int site = 0; site < sites; site++) {
            for (int pod = 0; pod < PODS_EACH; pod++) {
                street.bind("victim-" + site + "-" + pod, badSite(site));
            }
        }
        Latencies during = street.round();

        int threads = OurThreads.alive().size() - threadsBefore;
        System.out.printf(
                "%-14s before %s   during %s   %4d threads more, %3d lines%n",
                weather, before, during, threads, log.lines().size());
        assertThat(Duration.ofNanos(during.worst())).isLessThan(LIVELY);
        assertThat(street.unsteady(since)).isZero();
        assertThat(OurThreads.alive()).hasSizeLessThan(MOST_THREADS + sites * MOST_THREADS_PER_BAD_SITE);
    }

    /** The bad site's node says what is wrong. */
    private void nodeBlames(String cause) {
        soon().untilAsserted(() ->
                assertThat(street.readiness(badSite(0))).startsWith("False").contains(badSite(0), cause));
    }

    /** A pod of the bad site has an event that says what is wrong. */
    private void podBlames(String cause) {
        soon().untilAsserted(() -> assertThat(street.podEvents("victim-0-0"))
                .anyMatch(event -> event.startsWith("ProviderFailed") && event.contains(cause)));
    }
}
