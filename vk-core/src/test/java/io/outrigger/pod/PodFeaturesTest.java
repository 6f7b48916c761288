// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerRestartRuleOnExitCodes;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.kube.EventRecorder;
import io.outrigger.resolve.Resolution;
import io.outrigger.site.ManualClock;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.NodeFacts;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedNode.Feature;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PodFeaturesTest {

    private static Pod ruled(String action) {
        return new PodBuilder(TestPods.pod("a"))
                .editSpec()
                .editFirstContainer()
                .withRestartPolicy("Never")
                .addNewRestartPolicyRule()
                .withAction(action)
                .withExitCodes(new ContainerRestartRuleOnExitCodes("In", List.of(42)))
                .endRestartPolicyRule()
                .endContainer()
                .endSpec()
                .build();
    }

    private static ObservedNode node(Feature... features) {
        var facts = new NodeFacts("linux", "amd64", "", "", "", "", "", "");
        return new ObservedNode(Map.of(), Map.of(), facts, Set.of(), Map.of(), List.of(), Set.of(features));
    }

    @Test
    void aPodIsRefusedByANodeThatDoesNotDeclareWhatItNeeds() {
        assertThat(PodFeatures.lacking(ruled("RestartAllContainers"), node()))
                .contains(new Observation.Refusal(
                        "PodFeatureUnsupported",
                        "Pod requires node features that are not available: RestartAllContainersOnContainerExits"));
        assertThat(PodFeatures.lacking(ruled("RestartAllContainers"), node(Feature.RESTART_ALL_CONTAINERS)))
                .isEmpty();
        assertThat(PodFeatures.lacking(ruled("Restart"), node())).isEmpty();
    }

    @Test
    void itIsNotEvenOfferedToItsSite() throws Exception {
        var clock = new ManualClock();
        var sites = new Sites(clock);
        var site = new RecordingSite();
        OpenSite open = site.open(sites);
        var observed = new ObservedPods();
        var cache = new PodCache();
        EventRecorder events = new RecordedEvents();
        PodStart.Resolver never = new PodStart.Resolver() {
            @Override
            public Resolution resolve(Pod pod, OpenSite at, Map<String, Integer> restarts) {
                throw new AssertionError("a refused pod is not resolved");
            }

            @Override
            public void forget(PodRef pod) {}
        };
        var writer = new RecordingWriter(ref -> cache.get(ref).orElseThrow());
        var start =
                new PodStart(never, cache, observed, events, new PodAutonomy(writer, cache, clock), name -> {}, clock);
        Pod pod = ruled("RestartAllContainers");
        start.reconcile(pod, TestPods.ref("a"), Observation.none(), open);
        assertThat(site.calls).isEmpty();
        assertThat(observed.of(TestPods.ref("a")).refusal()).isNotNull();
    }
}
