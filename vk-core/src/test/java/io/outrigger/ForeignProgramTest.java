// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static io.outrigger.LocalCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.kubelet.EndpointOptions;
import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library as a part of somebody else's program. */
class ForeignProgramTest {

    @TempDir
    private Path directory;

    private LocalCluster cluster;

    @BeforeEach
    void startCluster() throws IOException {
        cluster = new LocalCluster(directory);
    }

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    @Test
    void tenLinesRunAPodAndClosingLeavesItRunning() throws Exception {
        var memory = new MemoryFactory();
        try (var kubelet = VirtualKubelet.builder()
                .cluster("demo")
                .kubeconfig(directory.resolve("kubeconfig"))
                .endpoint(EndpointOptions.selfSigned("127.0.0.1", 0, null))
                .provider(memory)
                .site(SiteSpec.of("edge-1", "memory", Map.of()))
                .build()) {
            kubelet.start();
            cluster.createPod("web", "edge-1");
            soon().until(() -> cluster.phase("web").equals("Running"));
        }
        assertThat(memory.place("edge-1").pods()).hasSize(1).allMatch(ObservedPod::running);
        assertThat(cluster.phase("web")).isEqualTo("Running");
        assertThat(cluster.node("edge-1").getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void twoLiveInOneProcessEachWithItsClusterAndTheEndOfOneLeavesTheOtherAlone(@TempDir Path otherDirectory)
            throws Exception {
        try (var other = new LocalCluster(otherDirectory);
                var second = other.kubelet("edge-1").build()) {
            var first = cluster.kubelet("edge-1").build();
            first.start();
            second.start();
            cluster.createPod("web", "edge-1");
            other.createPod("web", "edge-1");
            soon().until(() -> cluster.phase("web").equals("Running"));
            soon().until(() -> other.phase("web").equals("Running"));
            assertThat(first.endpointPort()).isNotEqualTo(second.endpointPort());

            first.close();
            other.createPod("later", "edge-1");
            soon().until(() -> other.phase("later").equals("Running"));
            assertThat(cluster.memory.place("edge-1").pods()).hasSize(1);
            assertThat(other.memory.place("edge-1").pods()).hasSize(2);
        }
    }

    @Test
    void theProcessAroundItStaysAsItIs() throws Exception {
        var before = ProcessState.now();
        try (var kubelet = cluster.kubelet("edge-1").build()) {
            kubelet.start();
            soon().until(kubelet::ready);
            assertThat(ProcessState.now()).isEqualTo(before);
        }
        assertThat(ProcessState.now()).isEqualTo(before);
    }
}
