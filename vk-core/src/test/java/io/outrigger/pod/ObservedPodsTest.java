// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.ended;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.PodRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ObservedPodsTest {

    private static final PodRef A = ref("a");

    private final ObservedPods observed = new ObservedPods();
    private final List<PodRef> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        observed.listen(told::add);
    }

    @Test
    void nothingIsKnownOfAPodNobodySpokeOf() {
        assertThat(observed.of(A)).isEqualTo(Observation.none());
        assertThat(observed.confirmed(A)).isFalse();
    }

    @Test
    void aReportIsKeptAndToldOnce() {
        observed.heard(NODE, running(A));
        observed.heard(NODE, running(A));
        assertThat(observed.of(A).presence()).isEqualTo(Presence.PRESENT);
        assertThat(observed.of(A).pod()).isEqualTo(running(A));
        assertThat(told).containsExactly(A);
    }

    @Test
    void aListSaysWhoIsThereAndWhoIsNot() {
        var listing = observed.listed(NODE, observed.mark(), List.of(running(A)), List.of(A, ref("b")));
        assertThat(observed.of(A).presence()).isEqualTo(Presence.PRESENT);
        assertThat(observed.of(ref("b")).presence()).isEqualTo(Presence.ABSENT);
        assertThat(listing.moved()).containsExactlyInAnyOrder(A, ref("b"));
        assertThat(listing.skipped()).isZero();
    }

    @Test
    void whatAListSaysOfPodsThatAreNotDesiredIsNotKept() {
        observed.listed(NODE, observed.mark(), List.of(running(A)), List.of());
        assertThat(observed.of(A)).isEqualTo(Observation.none());
    }

    @Test
    void aListDoesNotOverrideWhatWasHeardSinceItWasAskedFor() {
        long mark = observed.mark();
        observed.heard(NODE, ended(A, 0));
        var listing = observed.listed(NODE, mark, List.of(running(A)), List.of(A));
        assertThat(observed.of(A).pod()).isEqualTo(ended(A, 0));
        assertThat(listing.skipped()).isEqualTo(1);
    }

    @Test
    void aListDoesNotOverrideWhatWasDoneSinceItWasAskedFor() {
        long mark = observed.mark();
        observed.calling(NODE, A, true);
        observed.called(NODE, A);
        observed.listed(NODE, mark, List.of(), List.of(A));
        assertThat(observed.of(A).presence()).isEqualTo(Presence.UNKNOWN);
    }

    @Test
    void aListSaysNothingAboutAPodWhileACallIsUnderWay() {
        observed.calling(NODE, A, true);
        observed.heard(NODE, running(A));
        observed.listed(NODE, observed.mark(), List.of(), List.of(A));
        assertThat(observed.of(A).presence()).isEqualTo(Presence.PRESENT);
        observed.called(NODE, A);
        observed.listed(NODE, observed.mark(), List.of(), List.of(A));
        assertThat(observed.of(A).presence()).isEqualTo(Presence.ABSENT);
    }

    @Test
    void aPodThatIsAppliedAgainIsNoLongerAbsent() {
        observed.heard(NODE, running(A));
        observed.listed(NODE, observed.mark(), List.of(), List.of(A));
        assertThat(observed.of(A).pod()).as("what was known last").isEqualTo(running(A));
        observed.calling(NODE, A, true);
        assertThat(observed.of(A)).isEqualTo(Observation.none());
    }

    @Test
    void onlyAListThatWasAskedForAfterTheSiteAcceptedToStopAPodConfirmsItsEnd() {
        long early = observed.mark();
        observed.stopping(NODE, A);
        observed.heard(NODE, ended(A, 0));
        assertThat(observed.confirmed(A)).isFalse();
        observed.listed(NODE, early, List.of(ended(A, 0)), List.of(A));
        assertThat(observed.confirmed(A)).isFalse();
        told.clear();
        observed.listed(NODE, observed.mark(), List.of(ended(A, 0)), List.of(A));
        assertThat(observed.confirmed(A)).isTrue();
        assertThat(told).as("somebody waits for the proof").containsExactly(A);
    }

    @Test
    void aReportAfterTheProofNeedsAProofOfItsOwn() {
        observed.stopping(NODE, A);
        observed.listed(NODE, observed.mark(), List.of(running(A)), List.of(A));
        observed.heard(NODE, ended(A, 0));
        assertThat(observed.confirmed(A)).isFalse();
    }

    @Test
    void aSiteThatRepeatsItselfWhileItIsListedDoesNotMakeTheListWorthless() {
        observed.heard(NODE, ended(A, 0));
        observed.stopping(NODE, A);
        long mark = observed.mark();
        observed.heard(NODE, ended(A, 0));
        assertThat(observed.listed(NODE, mark, List.of(ended(A, 0)), List.of(A)).skipped())
                .isZero();
        assertThat(observed.confirmed(A)).isTrue();
        observed.heard(NODE, ended(A, 0));
        assertThat(observed.confirmed(A)).isTrue();
    }

    @Test
    void afterASilenceEverythingIsInDoubtUntilTheNextList() {
        observed.heard(NODE, running(A));
        observed.applied(NODE, A, "hash", Map.of());
        observed.doubt(NODE);
        assertThat(observed.doubted(A)).isTrue();
        assertThat(observed.has(A, "hash")).isFalse();
        told.clear();
        var listing = observed.listed(NODE, observed.mark(), List.of(running(A)), List.of(A));
        assertThat(observed.doubted(A)).isFalse();
        assertThat(listing.moved()).containsExactly(A);
        assertThat(told).containsExactly(A);
    }

    @Test
    void aReportThatOvertakesTheListEndsTheDoubtToo() {
        observed.heard(NODE, running(A));
        observed.doubt(NODE);
        long mark = observed.mark();
        observed.heard(NODE, ended(A, 1));
        var listing = observed.listed(NODE, mark, List.of(running(A)), List.of(A));
        assertThat(observed.doubted(A)).isFalse();
        assertThat(observed.of(A).pod()).isEqualTo(ended(A, 1));
        assertThat(listing.moved()).containsExactly(A);
    }

    @Test
    void theDoubtAboutOneSiteIsNoDoubtAboutAnother() {
        observed.heard("other", running(A));
        observed.doubt(NODE);
        assertThat(observed.doubted(A)).isFalse();
    }

    @Test
    void aRefusalLastsUntilThePodIsAccepted() {
        var refusal = new Refusal("ProviderRefused", "spec.hostNetwork is not supported");
        observed.refused(NODE, A, refusal, 7);
        assertThat(observed.of(A).refusal()).isEqualTo(refusal);
        assertThat(observed.refusedAs(A, 7)).isTrue();
        assertThat(observed.refusedAs(A, 8)).isFalse();
        observed.applied(NODE, A, "hash", Map.of());
        assertThat(observed.of(A).refusal()).isNull();
    }

    @Test
    void whatContainersWaitForLastsUntilThePodIsAccepted() {
        var waiting =
                Map.of("main", new ContainerState.Waiting("CreateContainerConfigError", "secret \"s\" not found"));
        observed.waiting(NODE, A, waiting);
        assertThat(observed.of(A).waiting()).isEqualTo(waiting);
        observed.applied(NODE, A, "hash", Map.of());
        assertThat(observed.of(A).waiting()).isEmpty();
    }

    @Test
    void aPodThatHasGoneAtTheSiteWasNotGivenToIt() {
        observed.applied(NODE, A, "hash", Map.of());
        assertThat(observed.has(A, "hash")).isTrue();
        observed.listed(NODE, observed.mark(), List.of(), List.of(A));
        assertThat(observed.has(A, "hash")).isFalse();
    }

    @Test
    void aClosedSiteIsForgotten() {
        observed.heard(NODE, running(A));
        observed.heard("other", running(ref("b")));
        observed.forgetSite(NODE);
        assertThat(observed.of(A)).isEqualTo(Observation.none());
        assertThat(observed.siteOf(ref("b"))).isEqualTo("other");
    }
}
