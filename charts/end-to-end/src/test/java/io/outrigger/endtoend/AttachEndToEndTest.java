// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

@EndToEnd
class AttachEndToEndTest {

    private final EdgeSite site;

    AttachEndToEndTest(EdgeSite site) {
        this.site = site;
    }

    @Test
    void whoAttachesReadsAlong_andLeavesTheContainerRunning() {
        site.apply(Manifests.pod("ticking", "i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.2; done"));
        site.awaitRunning("ticking");
        try (var attached = site.kubectlStreaming("attach", "ticking")) {
            Awaitility.await().until(() -> attached.stdout().lines().count() > 3);
        }
        int last = ticks();
        Awaitility.await().untilAsserted(() -> assertThat(ticks()).isGreaterThan(last));
        assertThat(site.restarts("ticking")).isZero();
    }

    private int ticks() {
        String line = site.kubectl("logs", "ticking", "--tail=1").orThrow().trim();
        return Integer.parseInt(line.split(" ")[1]);
    }
}
