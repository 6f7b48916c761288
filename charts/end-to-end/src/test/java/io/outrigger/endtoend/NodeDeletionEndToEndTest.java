// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@EndToEnd
class NodeDeletionEndToEndTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    /** Longer than the pod garbage collector waits before it deletes the pods of a node that is gone. */
    private static final Duration GARBAGE_COLLECTION = Duration.ofSeconds(70);

    private final EdgeSite site;

    NodeDeletionEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void aNodeThatSomebodyDeletedComesBackBeforeItsPodsAreCollected() {
        site.apply(Manifests.pod("orphan", "exec sleep 3600"));
        site.awaitRunning("orphan");
        String uid = site.uid("orphan");
        Set<Long> processes = HostProcesses.settled(Set.of(uid));
        String node = site.field("node/" + site.name(), "{.metadata.uid}");

        site.kubectl("delete", "node", site.name()).orThrow();

        site.awaitNodeReady(SOON);
        assertThat(site.field("node/" + site.name(), "{.metadata.uid}")).isNotEqualTo(node);
        Awaitility.await()
                .during(GARBAGE_COLLECTION)
                .atMost(GARBAGE_COLLECTION.plusSeconds(20))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    assertThat(site.uid("orphan")).isEqualTo(uid);
                    assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
                });
        assertThat(site.restarts("orphan")).isZero();
        site.apply(Manifests.pod("afterwards", "exec sleep 3600"));
        site.awaitRunning("afterwards");
    }
}
