// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.pod;
import static io.outrigger.pod.TestPods.ran;
import static io.outrigger.pod.TestPods.ref;
import static io.outrigger.pod.TestPods.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.loop.Outcome;
import io.outrigger.resolve.Resolution;
import io.outrigger.resolve.Resolution.Problem;
import io.outrigger.site.ManualClock;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.ContainerState.Waiting;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A user adds a container to a pod, at a site that refuses such pods. */
class EphemeralContainersTest {

    private static final PodRef A = ref("a");
    private static final String REFUSAL = "spec.ephemeralContainers cannot join a plain process";

    private final ManualClock clock = new ManualClock();
    private final Sites sites = new Sites(clock);
    private final RecordingSite site = new RecordingSite();
    private final OpenSite open = site.open(sites);
    private final PodCache cache = new PodCache();
    private final ObservedPods observed = new ObservedPods();
    private final RecordedEvents events = new RecordedEvents();
    private final Sources sources = new Sources();
    private final RecordingWriter writer =
            new RecordingWriter(ref -> cache.get(ref).orElseThrow());
    private final PodStart start = new PodStart(
            sources, cache, observed, events, new PodAutonomy(writer, cache, clock), relisted -> {}, clock);

    private static final class Sources implements PodStart.Resolver {
        private String files = "old files";
        private boolean missing;

        @Override
        public Resolution resolve(Pod pod, OpenSite at, Map<String, Integer> restarts) {
            if (missing && EphemeralContainers.in(pod)) {
                String message = "configmap \"c\" not found";
                return new Resolution.Missing(
                        Map.of("debugger", new Waiting("CreateContainerConfigError", message)),
                        List.of(new Problem("Failed", "Error: " + message, "debugger")));
            }
            String hash = files + pod.getSpec().hashCode();
            var desired = new DesiredPod(PodRef.of(pod), pod, Map.of(), Map.of(), List.of(), hash);
            return new Resolution.Ready(desired, null, List.of());
        }

        @Override
        public void forget(PodRef pod) {}
    }

    @BeforeEach
    void aPodRuns() throws Exception {
        site.meanwhile =
                () -> site.failure = hasEphemeral(last()) ? new ProviderException(Kind.UNSUPPORTED, REFUSAL) : null;
        start(pod("a"));
        list(running(A));
        site.applied.clear();
        events.lines.clear();
    }

    @Test
    void thePodGoesOnAsItWas_andItsUserIsToldOnceWhy() throws Exception {
        start(debugged());
        start(debugged());

        assertThat(site.applied).allMatch(EphemeralContainersTest::hasEphemeral);
        assertThat(observed.of(A).refusal()).isNull();
        assertThat(observed.of(A).waiting()).isEqualTo(Map.of("debugger", new Waiting("ProviderRefused", REFUSAL)));
        assertThat(events.lines).containsExactly("WARNING ProviderRefused: " + REFUSAL);
    }

    @Test
    void thePodStillGetsNewFiles() throws Exception {
        start(debugged());
        sources.files = "new files";
        start(debugged());

        assertThat(hasEphemeral(last())).isFalse();
        assertThat(last().hash()).startsWith("new files");
        assertThat(observed.of(A).waiting()).containsOnlyKeys("debugger");
        assertThat(events.lines).hasSize(1);
    }

    @Test
    void thePodIsStartedAgainAfterItsSiteHasLostIt() throws Exception {
        start(debugged());
        list();
        start(ran(debugged(), 0));

        assertThat(hasEphemeral(last())).isFalse();
        assertThat(events.lines).anyMatch(line -> line.startsWith("WARNING PodLost"));
    }

    @Test
    void aPodThatCannotRunAtAllIsRefusedForItsOwnFault() throws Exception {
        site.meanwhile = () -> {};
        site.fail(Kind.UNSUPPORTED);
        sources.files = "new files";
        start(debugged());

        assertThat(observed.of(A).refusal())
                .isEqualTo(new Observation.Refusal("ProviderRefused", "spec.hostNetwork is not supported"));
        int calls = site.calls.size();
        start(debugged());
        assertThat(site.calls).hasSize(calls);
    }

    @Test
    void whatOnlyTheAddedContainerMissesHoldsBackNothingElse() throws Exception {
        sources.missing = true;
        sources.files = "new files";
        Outcome outcome = start(debugged());

        assertThat(last().hash()).startsWith("new files");
        assertThat(observed.of(A).waiting().get("debugger").reason()).isEqualTo("CreateContainerConfigError");
        assertThat(events.lines).containsExactly("WARNING Failed: Error: configmap \"c\" not found");
        assertThat(outcome.delay()).contains(Duration.ofMinutes(1));
    }

    private Outcome start(Pod pod) throws Exception {
        cache.changed(pod);
        return start.reconcile(pod, A, observed.of(A), open);
    }

    private void list(ObservedPod... pods) {
        observed.listed(NODE, observed.mark(), List.of(pods), List.of(A));
    }

    private DesiredPod last() {
        return site.applied.get(site.applied.size() - 1);
    }

    private static boolean hasEphemeral(DesiredPod desired) {
        return EphemeralContainers.in(desired.pod());
    }

    private static Pod debugged() {
        return new PodBuilder(pod("a"))
                .editSpec()
                .addNewEphemeralContainer()
                .withName("debugger")
                .withImage("busybox")
                .endEphemeralContainer()
                .endSpec()
                .build();
    }
}
