// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@EndToEnd
@Isolated("measures how soon a node is ready")
class NodeEndToEndTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final int STARTS = 8;

    private final EdgeSite site;

    NodeEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    /** The quickest of a few starts counts: the others say how busy the machine is. */
    @Test
    void theNodeIsReadyWithinThreeSecondsOfTheStartOfTheProgram() {
        Duration quickest = Duration.ofMinutes(1);
        for (int start = 0; start < STARTS && quickest.compareTo(LIMIT) > 0; start++) {
            site.program().stop();
            site.kubectl("delete", "node", site.name()).orThrow();
            long begin = System.nanoTime();

            site.program().start();

            site.awaitNodeReady(Duration.ofSeconds(20));
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            quickest = took.compareTo(quickest) < 0 ? took : quickest;
        }
        assertThat(quickest).isLessThanOrEqualTo(LIMIT);
    }

    @Test
    void theNodeIsDescribedLikeThatOfAKubelet() {
        String described = site.kubectl("describe", "node", site.name()).orThrow();

        assertThat(described.replaceAll(" +", " "))
                .contains("Taints: virtual-kubelet.io/provider=local:NoSchedule")
                .contains("Unschedulable: false")
                .contains("HolderIdentity: " + site.name())
                .containsPattern("MemoryPressure False .* KubeletHasSufficientMemory kubelet has sufficient memory")
                .containsPattern("DiskPressure False .* KubeletHasNoDiskPressure kubelet has no disk pressure")
                .containsPattern("PIDPressure False .* KubeletHasSufficientPID kubelet has sufficient PID available")
                .containsPattern("Ready True .* KubeletReady kubelet is posting ready status")
                .contains("InternalIP: 127.0.0.1")
                .contains("Hostname: " + site.name())
                .containsPattern("Capacity:\\s+cpu: [1-9]\\d*\\s+ephemeral-storage: \\w+\\s+memory: \\w+\\s+pods: \\d+")
                .containsPattern("Allocatable:\\s+cpu: [1-9]\\d*\\s+ephemeral-storage: \\w+\\s+memory: ")
                .containsPattern("Kernel Version: \\d")
                .containsPattern("OS Image: \\w")
                .contains("Operating System: linux")
                .containsPattern("Architecture: (amd64|arm64)")
                .containsPattern("Container Runtime Version: [a-z]+://")
                .containsPattern("Kubelet Version: v1\\.\\d+\\.\\d+")
                .containsPattern("Normal NodeReady .* Node " + site.name() + " status is now: NodeReady");
    }

    @Test
    void theLeaseOfTheNodeBelongsToItAndIsRenewed() {
        String before = lease("{.spec.renewTime}");

        site.await(
                "node/" + site.name(),
                Duration.ofSeconds(20),
                () -> assertThat(lease("{.spec.renewTime}")).as("renewTime").isNotEqualTo(before));

        assertThat(lease("{.spec.leaseDurationSeconds} {.metadata.ownerReferences[0].uid}"))
                .isEqualTo("40 " + site.field("node/" + site.name(), "{.metadata.uid}"));
    }

    @Test
    void aPodThatSelectsAndToleratesTheNodeRunsThere() {
        site.apply(Manifests.pod("placed", "exec sleep 3600"));

        site.awaitRunning("placed");

        assertThat(site.field("pod/placed", "{.spec.nodeName} {.status.hostIP} {.status.startTime}"))
                .matches(site.name() + " 127\\.0\\.0\\.1 \\d{4}-.*Z");
        assertThat(site.kubectl("get", "pod", "placed", "--no-headers").orThrow())
                .matches("placed\\s+1/1\\s+Running\\s+0\\s+\\S+\\s*");
        assertThat(HostProcesses.ofPod(site.uid("placed"))).isNotEmpty();
    }

    @Test
    void aPodThatDoesNotTolerateVirtualNodesStaysAway() {
        site.apply(Manifests.pod("landlubber", "exec sleep 3600")
                .replaceFirst("PLACEMENT", "nodeSelector: {type: virtual-kubelet}"));

        site.await("pod/landlubber", "{.status.conditions[0].reason} {.spec.nodeName}", "Unschedulable ");
    }

    private String lease(String jsonPath) {
        return site.kubectl("-n", "kube-node-lease", "get", "lease", site.name(), "-o", "jsonpath=" + jsonPath)
                .orThrow();
    }
}
