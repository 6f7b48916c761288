// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.ended;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static io.outrigger.pod.TestPods.terminating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.outrigger.loop.Outcome;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.site.ManualClock;
import io.outrigger.site.Sites;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RelisterTest {

    private static final Duration PASS = Duration.ofSeconds(61);

    private final ManualClock clock = new ManualClock();
    private final Sites sites = new Sites(clock);
    private final RecordingSite site = new RecordingSite();
    private final PodCache cache = new PodCache();
    private final ObservedPods observed = new ObservedPods();
    private final RecordedEvents events = new RecordedEvents();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RemovalGuard guard = new RemovalGuard(events, meters);
    private final List<PodRef> work = new ArrayList<>();
    private final Relister relister = new Relister(cache, observed, sites, work::add, guard, clock);

    RelisterTest() {
        site.open(sites);
    }

    private Outcome pass() throws ProviderException {
        work.clear();
        Outcome outcome = relister.reconcile(NODE);
        clock.advance(PASS);
        return outcome;
    }

    private static List<ObservedPod> strangers(int many) {
        return IntStream.range(0, many)
                .mapToObj(number -> running(ref("s" + number)))
                .toList();
    }

    private void allow(String pods) {
        guard.nodeSeen(new NodeBuilder()
                .withNewMetadata()
                .withName(NODE)
                .addToAnnotations(RemovalGuard.ANNOTATION, pods)
                .endMetadata()
                .build());
    }

    private double withheld() {
        return meters.get("outrigger.relist.withheld").gauge().value();
    }

    @Test
    void aDesiredPodThatIsNotThereIsAddedToTheDesiredLane() throws ProviderException {
        cache.changed(pod("a"));
        pass();
        assertThat(work).containsExactly(ref("a"));
        assertThat(observed.of(ref("a")).presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void whereNothingDiffersNothingIsAdded() throws ProviderException {
        cache.changed(pod("a"));
        site.pods = List.of(running(ref("a")));
        pass();
        assertThat(pass().delay()).contains(Duration.ofMinutes(1));
        assertThat(work).isEmpty();
    }

    @Test
    void aPodThatShouldHaveStoppedAndRunsIsAddedEveryTime() throws ProviderException {
        cache.changed(terminating(pod("a"), Duration.ofSeconds(30)));
        site.pods = List.of(running(ref("a")));
        pass();
        pass();
        assertThat(work).containsExactly(ref("a"));
        site.pods = List.of(ended(ref("a"), 0));
        pass();
        assertThat(work).isEmpty();
    }

    @Test
    void aPodThatWentFromTheApiServerIsAddedUntilItsSiteWasTold() throws ProviderException {
        cache.changed(pod("a"));
        cache.removed(pod("a"));
        pass();
        assertThat(work).containsExactly(ref("a"));
    }

    @Test
    void anUnknownPodIsRemovedInTheSecondPass() throws ProviderException {
        cache.synced(NODE);
        site.pods = strangers(1);
        assertThat(pass().delay()).contains(PASS);
        assertThat(work).isEmpty();
        pass();
        assertThat(work).containsExactly(ref("s0"));
        assertThat(cache.nodeOf(ref("s0"))).contains(NODE);
    }

    @Test
    void twoPassesShortlyAfterEachOtherCountAsOne() throws ProviderException {
        cache.synced(NODE);
        site.pods = strangers(1);
        relister.reconcile(NODE);
        clock.advance(Duration.ofSeconds(59));
        relister.reconcile(NODE);
        assertThat(work).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        relister.reconcile(NODE);
        assertThat(work).containsExactly(ref("s0"));
    }

    @Test
    void aPodThatBecomesKnownBetweenThePassesStays() throws ProviderException {
        cache.synced(NODE);
        site.pods = List.of(running(ref("a")));
        pass();
        cache.changed(pod("a"));
        pass();
        assertThat(cache.departed(NODE)).isEmpty();
    }

    @Test
    void aPodThatBecomesKnownWhileTheSiteIsListedStays() throws ProviderException {
        cache.synced(NODE);
        site.pods = List.of(running(ref("a")));
        pass();
        site.meanwhile = () -> cache.changed(pod("a"));
        pass();
        assertThat(cache.departed(NODE)).isEmpty();
    }

    @Test
    void beforeTheCacheIsCompleteNothingIsRemoved() throws ProviderException {
        site.pods = strangers(1);
        pass();
        pass();
        pass();
        assertThat(work).isEmpty();
    }

    @Test
    void manyUnknownPodsAreLeftAloneUntilAnOperatorAllowsTheirNumber() throws ProviderException {
        cache.synced(NODE);
        site.pods = strangers(5);
        pass();
        pass();
        pass();
        assertThat(work).isEmpty();
        assertThat(withheld()).isEqualTo(5);
        assertThat(events.lines)
                .singleElement()
                .asString()
                .contains("edge-1 WARNING RemovalWithheld: Not removing 5 of 5 pods")
                .contains("kubectl annotate --overwrite node edge-1 outrigger.io/allow-removal=5");

        allow("4");
        pass();
        assertThat(work).isEmpty();
        allow("5");
        pass();
        pass();
        assertThat(work).hasSize(5);
        assertThat(withheld()).isZero();
    }

    @Test
    void whenAnApiServerRemembersItsPodsOneByOneTheLastFewAreNotRemovedAtOnce() throws ProviderException {
        cache.synced(NODE);
        site.pods = strangers(5);
        pass();
        pass();
        cache.changed(pod("s0"));
        cache.changed(pod("s1"));
        pass();
        assertThat(cache.departed(NODE)).isEmpty();
        pass();
        assertThat(cache.departed(NODE)).hasSize(3);
    }

    @Test
    void aSmallPartOfManyPodsIsRemovedWithoutAsking() throws ProviderException {
        cache.synced(NODE);
        var pods = new ArrayList<>(strangers(6));
        for (int number = 0; number < 14; number++) {
            cache.changed(pod("p" + number));
            pods.add(running(ref("p" + number)));
        }
        site.pods = pods;
        pass();
        pass();
        assertThat(work).hasSize(6);
    }

    @Test
    void aWordThatIsNoNumberAllowsNothing() throws ProviderException {
        cache.synced(NODE);
        site.pods = strangers(5);
        allow("yes, all of them");
        pass();
        pass();
        assertThat(work).isEmpty();
    }

    @Test
    void aSiteThatIsAwayIsNotAsked() throws ProviderException {
        site.fail(ProviderException.Kind.UNREACHABLE);
        assertThat(pass().delay()).isEmpty();
        site.failure = null;
        site.meanwhile = () -> {
            throw new AssertionError("asked although it is away");
        };
        assertThat(pass().delay()).isEmpty();
    }

    @Test
    void aListThatFailsIsTriedAgain() {
        site.fail(ProviderException.Kind.INTERNAL);
        assertThatThrownBy(this::pass).isInstanceOf(ProviderException.class);
    }

    @Test
    void aListThatCouldNotCountForAPodIsRepeatedSoon() throws ProviderException {
        cache.changed(pod("a"));
        site.meanwhile = () -> observed.heard(NODE, running(ref("a")));
        assertThat(pass().delay()).contains(Duration.ofSeconds(1));
        assertThat(observed.of(ref("a")).presence()).isEqualTo(Presence.PRESENT);
    }

    @Test
    void aSiteThatWasClosedIsForgotten() throws ProviderException {
        cache.synced(NODE);
        site.pods = strangers(5);
        pass();
        pass();
        sites.remove(NODE);
        assertThat(pass().delay()).isEmpty();
        assertThat(withheld()).isZero();
    }
}
