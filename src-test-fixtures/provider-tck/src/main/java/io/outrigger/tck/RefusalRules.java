// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Chapter 2 of the contract, second part: what a site cannot do it says. */
public abstract class RefusalRules extends Chapter {

    /** For subclasses. */
    protected RefusalRules() {}

    @Test
    final void rule_2_6_whatTheSiteCannotDoIsRefusedByName() throws Exception {
        Site site = start();
        List<Refusal> refusals = new ArrayList<>(lent().refusals());
        refusals.add(Refusal.volumeOfUnknownKind());
        for (Refusal refusal : refusals) {
            refused(site, pod(RUNS).edit(refusal.edit()).build(), refusal.kind(), refusal.field());
        }
    }

    @Test
    final void rule_2_6_whatTheHarnessDeclaresLackingIsRefusedByName() throws Exception {
        Site site = start();
        Map<Capability, DesiredPod> pods = new TreeMap<>(Map.of(
                Capability.SEVERAL_CONTAINERS,
                        pod(RUNS).container("second", RUNS).build(),
                Capability.INIT_CONTAINERS, pod(RUNS).init("first", exits(0)).build(),
                Capability.RESTARTS, pod(RUNS).restartPolicy("Always").build(),
                Capability.VOLUMES, pod(RUNS).file("settings", "mode", "on").build(),
                Capability.ENVIRONMENT, pod(RUNS).variable("MODE", "on").build()));
        pods.keySet().retainAll(lent().lacks());
        for (Map.Entry<Capability, DesiredPod> lacking : pods.entrySet()) {
            refused(
                    site,
                    lacking.getValue(),
                    ProviderException.Kind.UNSUPPORTED,
                    lacking.getKey().field());
        }
    }

    @Test
    final void rule_2_6_aRefusedPodLeavesNothingBehind() throws Exception {
        Site site = start();
        UnaryOperator<PodBuilder> edit = Refusal.volumeOfUnknownKind().edit();
        TestPod pod = pod(RUNS).edit(edit);
        refused(site, pod.build(), ProviderException.Kind.UNSUPPORTED, "volumes");
        Waiting.stays(lent().quiet(), "list() shows nothing of a refused pod", site::list, List::isEmpty);
        assertThat(lent().leftovers(pod.ref()))
                .as("what the backend has of the refused pod")
                .isEmpty();
    }
}
