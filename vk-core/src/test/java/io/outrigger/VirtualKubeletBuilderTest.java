// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.memory.MemoryFactory;
import io.outrigger.spi.SiteSpec;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtualKubeletBuilderTest {

    @Test
    void aClusterNameIsRequired() {
        assertThatThrownBy(() -> VirtualKubelet.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cluster: a name is required");
    }

    @Test
    void aMisspelledProviderIsAnsweredWithTheNearestAndTheAvailable() {
        var builder = VirtualKubelet.builder()
                .cluster("demo")
                .provider(new MemoryFactory())
                .site(SiteSpec.of("edge-1", "memroy", Map.of()));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "edge-1", "\"memroy\" is unknown", "available: memory", "did you mean \"memory\"?");
    }

    @Test
    void aSiteThatIsDeclaredTwiceIsRefused() {
        var builder = VirtualKubelet.builder()
                .cluster("demo")
                .provider(new MemoryFactory())
                .site(SiteSpec.of("edge-1", "memory", Map.of()))
                .site(SiteSpec.of("edge-1", "memory", Map.of()));

        assertThatThrownBy(builder::build).hasMessageContaining("edge-1 is declared twice");
    }

    @Test
    void aSiteThatCannotNameANodeIsRefused() {
        var builder = VirtualKubelet.builder()
                .cluster("demo")
                .provider(new MemoryFactory())
                .site(SiteSpec.of("Edge_1", "memory", Map.of()));

        assertThatThrownBy(builder::build).hasMessageContaining("site name: \"Edge_1\"");
    }

    @Test
    void aKubeconfigThatIsNotThereIsNamedAndNothingStaysOpen() {
        try (var kubelet = VirtualKubelet.builder()
                .cluster("demo")
                .kubeconfig(Path.of("/nonexistent/kubeconfig"))
                .provider(new MemoryFactory())
                .build()) {
            assertThatThrownBy(kubelet::start)
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("/nonexistent/kubeconfig");
            assertThat(kubelet.ready()).isFalse();
            assertThat(kubelet.sites()).isEmpty();
            assertThatThrownBy(kubelet::start).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> kubelet.removeSite("edge-1")).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void theVersionOfOurNodesIsTheServersWithOursBehindIt() {
        assertThat(KubeletVersion.of("v1.36.3+k3s1")).matches("v1\\.36\\.3-outrigger-\\d+\\.\\d+\\.\\d+.*");
        assertThat(KubeletVersion.of("v1.36.0-alpha.1")).startsWith("v1.36.0-outrigger-");
        assertThat(KubeletVersion.of("unknown")).startsWith("v0.0.0-outrigger-");
    }
}
