// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.site.ManualClock;
import io.outrigger.site.Sites;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerEvent.Severity;
import io.outrigger.spi.PodRef;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PodReportsTest {

    private final Sites sites = new Sites(new ManualClock());
    private final RecordingSite site = new RecordingSite();
    private final PodCache cache = new PodCache();
    private final ObservedPods observed = new ObservedPods();
    private final RecordedEvents events = new RecordedEvents();
    private final List<PodRef> work = new ArrayList<>();
    private final List<String> relisted = new ArrayList<>();

    PodReportsTest() {
        sites.listen(new PodReports(cache, observed, events, work::add, relisted::add));
        cache.changed(pod("a"));
        cache.changed(pod("gone"));
        cache.removed(pod("gone"));
        site.open(sites);
    }

    @Test
    void aSiteThatIsBackIsListedAndAllItsPodsAreGoneThrough() {
        assertThat(relisted).containsExactly(NODE);
        assertThat(work).containsExactly(ref("a"), ref("gone"));
    }

    @Test
    void afterAGapWhatIsKnownIsInDoubt() {
        observed.heard(NODE, running(ref("a")));
        site.listener().gap();
        assertThat(observed.doubted(ref("a"))).isTrue();
        assertThat(relisted).containsExactly(NODE, NODE);
    }

    @Test
    void whatASiteTellsOfAContainerBecomesAnEvent() {
        var event = new ContainerEvent("a", Severity.WARNING, "Unhealthy", "Readiness probe failed: no");
        site.listener().happened(ref("a"), event);
        site.listener().happened(ref("unknown"), event);
        site.listener().happened(ref("a"), new ContainerEvent("", Severity.WARNING, "MissingClusterDNS", "none"));
        assertThat(events.lines)
                .containsExactly("WARNING Unhealthy: Readiness probe failed: no", "WARNING MissingClusterDNS: none");
    }

    @Test
    void aReportIsTaken() {
        site.listener().changed(running(ref("a")));
        assertThat(observed.of(ref("a")).pod()).isEqualTo(running(ref("a")));
    }

    @Test
    void aReportAboutAPodThatIsNotTheSitesIsDropped() {
        Pod elsewhere = pod("b");
        elsewhere.getSpec().setNodeName("other");
        cache.changed(elsewhere);
        relisted.clear();

        site.listener().changed(running(ref("b")));
        site.listener().removed(ref("b"));
        site.listener().changed(running(ref("ghost")));

        assertThat(observed.of(ref("b"))).isEqualTo(Observation.none());
        assertThat(observed.of(ref("ghost"))).isEqualTo(Observation.none());
        assertThat(relisted).isEmpty();
    }

    @Test
    void theRemovalOfADesiredPodIsBelievedOnlyFromAList() {
        relisted.clear();
        site.listener().changed(running(ref("a")));
        site.listener().removed(ref("a"));
        assertThat(observed.of(ref("a")).presence()).isEqualTo(Observation.Presence.PRESENT);
        assertThat(relisted).containsExactly(NODE);
    }

    @Test
    void theRemovalOfAPodThatHasGoneIsNoNews() {
        relisted.clear();
        site.listener().removed(ref("gone"));
        assertThat(relisted).isEmpty();
    }

    @Test
    void aSiteThatIsClosedIsForgottenWithoutTouchingItsPods() {
        site.listener().changed(running(ref("a")));
        work.clear();
        sites.remove(NODE);
        assertThat(cache.get(ref("a"))).isEmpty();
        assertThat(observed.of(ref("a"))).isEqualTo(Observation.none());
        assertThat(work).isEmpty();
        assertThat(site.calls).isEmpty();
    }
}
