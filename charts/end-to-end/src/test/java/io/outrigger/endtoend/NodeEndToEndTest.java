// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.outrigger.controlplane.RunningCommand;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@EndToEnd
@Isolated("measures how soon a node is ready")
class NodeEndToEndTest {
    private static final String READINESS =
            "jsonpath={.metadata.uid}={.status.conditions[?(@.type=='Ready')].status}{'\\n'}";

    /** How many times as long as saying its version the program may take; about seven, when nothing else is done. */
    private static final int TIMES = 30;

    private static final Duration RENEWED = Duration.ofSeconds(30);

    private final EdgeSite site;

    NodeEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void theNodeIsReadySoonAfterTheStartOfTheProgram() {
        String former = site.field("node/" + site.name(), "{.metadata.uid}") + "=True";

        // One kubectl that watches: asking again and again would take from the program what little this machine has.
        try (RunningCommand watch = site.kubectlStreaming("get", "node", site.name(), "--watch", "-o", READINESS)) {
            await().untilAsserted(() -> assertThat(watch.stdout()).contains(former));
            site.program().stop();
            site.kubectl("delete", "node", site.name()).orThrow();
            Duration version = site.program().versionTold();

            site.program().start();

            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(version.multipliedBy(TIMES))
                    .untilAsserted(
                            () -> assertThat(watch.stdout().replace(former, "")).contains("=True"));
        }
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
        // The cluster may just have removed the lease of a former node of that name.
        site.await(
                "node/" + site.name(),
                RENEWED,
                () -> assertThat(lease("{.spec.renewTime}")).isNotEmpty());
        String before = lease("{.spec.renewTime}");

        site.await(
                "node/" + site.name(),
                RENEWED,
                () -> assertThat(lease("{.spec.renewTime}"))
                        .as("renewTime")
                        .isNotEmpty()
                        .isNotEqualTo(before));

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

    /** A field of the lease; empty when there is none. */
    private String lease(String jsonPath) {
        return site.kubectl("-n", "kube-node-lease", "get", "lease", site.name(), "-o", "jsonpath=" + jsonPath)
                .stdout();
    }
}
