// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ResizingTest {

    private static final HostFile RUN = HostFile.text("containers/main/run", "run");
    private static final HostFile RESOURCES = HostFile.text("containers/main/resources", "allocated 1 1 1 1");

    private static ResourceRequirements resources(String cpu, String memory) {
        return new ResourceRequirementsBuilder()
                .addToRequests("cpu", new Quantity(cpu))
                .addToLimits("memory", new Quantity(memory))
                .build();
    }

    private static boolean restarts(String policyFor, String cpu, String memory, String phase, String given) {
        DesiredPod pod = new DesiredPod(
                new PodRef("default", "p", "u"),
                new PodBuilder()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withResources(resources(cpu, memory))
                        .addNewResizePolicy(policyFor, "RestartContainer")
                        .endContainer()
                        .endSpec()
                        .build(),
                Map.of(),
                Map.of(),
                List.of(),
                "1");
        Map<String, String> state = Map.of("phase", phase, "given", given, "allocated", "250 - - 1048576");
        return Resizing.restarts(pod, new ContainerReport("main", true, true, state, ""));
    }

    @Test
    void onlyAResourceWhosePolicyWantsItRestartsAContainerThatRuns() {
        assertThat(restarts("cpu", "500m", "1Mi", "running", "250 - - 1048576")).isTrue();
        assertThat(restarts("memory", "500m", "1Mi", "running", "250 - - 1048576"))
                .isFalse();
        assertThat(restarts("memory", "250m", "2Mi", "running", "250 - - 1048576"))
                .isTrue();
        assertThat(restarts("cpu", "500m", "1Mi", "backoff", "250 - - 1048576")).isFalse();
        assertThat(restarts("cpu", "500m", "1Mi", "running", ""))
                .as("nobody knows what it has")
                .isFalse();
    }

    @Test
    void weatherAnApplyThatWasCutOffBeforeItsRestartStillOwesIt() {
        assertThat(restarts("cpu", "250m", "1Mi", "running", "500 - - 1048576")).isTrue();
    }

    @Test
    void aFileOfResourcesThatIsAnotherOneIsAResizeAndTouchesNothingElse() {
        Map<String, Long> known =
                Map.of(RUN.path(), PodFiles.checksum(RUN), RESOURCES.path(), PodFiles.checksum(RESOURCES));
        HostFile other = HostFile.text(RESOURCES.path(), "allocated 2 2 2 2");
        assertThat(Resizing.containers(List.of(RUN, RESOURCES), known)).isEmpty();
        assertThat(Resizing.containers(List.of(RUN, other), known)).containsExactly("main");
        assertThat(Resizing.touches(other, List.of("main"), known)).isTrue();
        assertThat(Resizing.touches(RUN, List.of("main"), known)).isFalse();
    }

    @Test
    void aPodFromBeforeThereWasSuchAFileGetsAScriptThatReadsIt() {
        Map<String, Long> known = Map.of(RUN.path(), PodFiles.checksum(RUN));
        assertThat(Resizing.containers(List.of(RUN, RESOURCES), known)).containsExactly("main");
        assertThat(Resizing.touches(RUN, List.of("main"), known)).isTrue();
    }

    @Test
    void amountsAreWrittenAsTheKernelCountsThem() {
        assertThat(ResourceLine.of(resources("0.0001", "1.5Gi")).text()).isEqualTo("1 - - 1610612736");
        assertThat(ResourceLine.of(resources("64", "1e30")).text()).isEqualTo("64000 - - 999999999999999");
        assertThat(ResourceLine.of(null).text()).isEqualTo("- - - -");
    }
}
