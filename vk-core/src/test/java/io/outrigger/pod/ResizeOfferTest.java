// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static io.outrigger.pod.TestPods.NODE;
import static io.outrigger.pod.TestPods.NOW;
import static io.outrigger.pod.TestPods.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outrigger.loop.Outcome;
import io.outrigger.pod.Observation.PendingResize;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.ManualClock;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedContainer;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.ObservedResources;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.ResourceAmounts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pod of a processor's half that runs is to get more, on a node of two processors. */
class ResizeOfferTest {

    private static final PodRef A = ref("a");

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

        @Override
        public Resolution resolve(Pod pod, OpenSite at, Map<String, Integer> restarts) {
            String hash = files + pod.getSpec().hashCode();
            return new Resolution.Ready(
                    new DesiredPod(PodRef.of(pod), pod, Map.of(), Map.of(), List.of(), hash), null, List.of());
        }

        @Override
        public Map<String, Quantity> allocatable(OpenSite at) {
            return Map.of("cpu", new Quantity("2"), "memory", new Quantity("1Gi"));
        }

        @Override
        public void forget(PodRef pod) {}
    }

    private static Pod pod(String name, String cpu, long generation) {
        return new PodBuilder(TestPods.pod(name))
                .editMetadata()
                .withGeneration(generation)
                .endMetadata()
                .editSpec()
                .editFirstContainer()
                .withResources(cpu(cpu))
                .endContainer()
                .endSpec()
                .build();
    }

    private static ResourceRequirements cpu(String cpu) {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity(cpu))
                .addToRequests("ephemeral-storage", new Quantity("1Gi"))
                .build();
    }

    private static ObservedPod given(String cpu) {
        var amounts = new ResourceAmounts(Map.of("cpu", new Quantity(cpu)), Map.of());
        return new ObservedPod(
                A,
                List.of(),
                List.of(new ObservedContainer(
                        "main",
                        new ContainerState.Running(NOW),
                        null,
                        0,
                        true,
                        true,
                        "image",
                        "",
                        "test://1",
                        new ObservedResources(amounts, amounts, ""))));
    }

    private Outcome offer(Pod pod) throws Exception {
        cache.changed(pod);
        return start.reconcile(pod, PodRef.of(pod), observed.of(PodRef.of(pod)), open);
    }

    private String applied() {
        DesiredPod last = site.applied.get(site.applied.size() - 1);
        return last.pod()
                .getSpec()
                .getContainers()
                .get(0)
                .getResources()
                .getRequests()
                .get("cpu")
                .toString();
    }

    @BeforeEach
    void aPodRuns() throws Exception {
        offer(pod("a", "500m", 1));
        long mark = observed.mark();
        observed.listed(NODE, mark, List.of(given("500m")), Set.of(A));
        site.applied.clear();
    }

    @Test
    void whatThereIsRoomForIsAppliedAndNothingIsPending() throws Exception {
        offer(pod("a", "1500m", 2));
        assertThat(applied()).isEqualTo("1500m");
        assertThat(observed.of(A).resize()).isNull();
        assertThat(events.lines).isEmpty();
    }

    @Test
    void whatThereIsNoRoomForWaitsUntilThereIs() throws Exception {
        cache.changed(pod("b", "1", 1));
        var outcome = offer(pod("a", "1500m", 2));
        assertThat(observed.of(A).resize())
                .isEqualTo(new PendingResize(
                        "Deferred",
                        "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000",
                        2));
        assertThat(site.applied).as("it has that already").isEmpty();
        assertThat(outcome.delay().orElseThrow()).hasSeconds(10);

        cache.changed(TestPods.version(TestPods.phase(pod("b", "1", 1), "Succeeded"), "2"));
        offer(pod("a", "1500m", 2));
        assertThat(applied()).isEqualTo("1500m");
        assertThat(observed.of(A).resize()).isNull();
    }

    @Test
    void whatASiteRefusesIsInfeasibleAndThePodGetsItsFilesAllTheSame() throws Exception {
        String refusal = "spec.containers[0].resources.limits cannot be kept";
        site.meanwhile =
                () -> site.failure = applied().equals("1") ? new ProviderException(Kind.UNSUPPORTED, refusal) : null;
        offer(pod("a", "1", 2));
        assertThat(observed.of(A).resize()).isEqualTo(new PendingResize("Infeasible", refusal, 2));
        assertThat(observed.of(A).refusal()).isNull();
        assertThat(events.lines).isEmpty();

        sources.files = "new files";
        offer(pod("a", "1", 2));
        assertThat(applied()).isEqualTo("500m");
        assertThat(site.applied).as("what was refused is not offered again").hasSize(2);

        offer(pod("a", "500m", 3));
        assertThat(observed.of(A).resize()).as("taken back").isNull();
    }

    @Test
    void aSiteThatTellsOfNoResourcesIsGivenWhatThePodAsksFor() throws Exception {
        observed.heard(NODE, TestPods.running(A));
        offer(pod("a", "64", 2));
        assertThat(applied()).isEqualTo("64");
        assertThat(observed.of(A).resize()).isNull();
    }

    @Test
    void theRoomOfAPodIsThatOfItsInitContainersWhereTheyWantMore() {
        Pod other = new PodBuilder(pod("b", "100m", 1))
                .editSpec()
                .addNewInitContainer()
                .withName("side")
                .withRestartPolicy("Always")
                .withResources(cpu("200m"))
                .endInitContainer()
                .addNewInitContainer()
                .withName("init")
                .withResources(cpu("1700m"))
                .endInitContainer()
                .endSpec()
                .build();
        var allocatable = Map.of("cpu", new Quantity("2"));
        assertThat(NodeRoom.lacking(pod("a", "100m", 1), List.of(other), allocatable))
                .isEmpty();
        assertThat(NodeRoom.lacking(pod("a", "101m", 1), List.of(other), allocatable))
                .contains("Node didn't have enough resource: cpu, requested: 101, used: 1900, capacity: 2000");
    }
}
