// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.outrigger.provider.ssh.host.HostAbilities;
import io.outrigger.provider.ssh.host.HostRuntime;
import io.outrigger.spi.DesiredContainer;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an engine without root cannot do is refused by the name of the field, and by nothing else. */
final class EngineRightsTest {

    private static final HostRuntime PODMAN = new HostRuntime("podman", "4.3.1");
    private static final HostAbilities ROOT = new HostAbilities(true, true, 0, PODMAN, List.of("192.0.2.1"));
    private static final HostAbilities ORDINARY = new HostAbilities(false, false, 1024, PODMAN, List.of("192.0.2.1"));

    @Test
    void limitsNeedControlGroupsOfOnesOwn() {
        DesiredPod limited = pod(container()
                .withNewResources()
                .addToLimits("memory", new Quantity("64Mi"))
                .endResources());
        assertThatCode(() -> check(limited, ROOT)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(limited, ORDINARY))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("spec.containers[0].resources.limits cannot be kept")
                .hasMessageContaining("delegate");
        DesiredPod asking = pod(container()
                .withNewResources()
                .addToRequests("memory", new Quantity("64Mi"))
                .endResources());
        assertThatCode(() -> check(asking, ORDINARY)).doesNotThrowAnyException();
    }

    @Test
    void limitsOfAPodAsAWholeAreRefused() {
        DesiredPod limited = pod(container());
        limited.pod()
                .getSpec()
                .setResources(new ResourceRequirements(List.of(), Map.of("memory", new Quantity("64Mi")), Map.of()));
        assertThatThrownBy(() -> check(limited, ROOT))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("spec.resources.limits would be for all containers together")
                .hasMessageContaining("give each container limits of its own");
        limited.pod().getSpec().getResources().setLimits(Map.of());
        assertThatCode(() -> check(limited, ROOT)).doesNotThrowAnyException();
    }

    @Test
    void lowPortsOfTheHostNeedRoot() {
        DesiredPod low = pod(
                container().addNewPort().withHostPort(80).withContainerPort(80).endPort());
        assertThatCode(() -> check(low, ROOT)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(low, ORDINARY))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("spec.containers[0].ports has hostPort 80");
        DesiredPod high = pod(container()
                .addNewPort()
                .withHostPort(1024)
                .withContainerPort(80)
                .endPort());
        assertThatCode(() -> check(high, ORDINARY)).doesNotThrowAnyException();
    }

    private static void check(DesiredPod pod, HostAbilities host) throws ProviderException {
        new EngineCheck(pod, Engine.PODMAN, host, new ClusterNames(List.of(), "cluster.local")).run();
    }

    private static ContainerBuilder container() {
        return new ContainerBuilder().withName("main").withImage("localhost/web:1");
    }

    private static DesiredPod pod(ContainerBuilder container) {
        return new DesiredPod(
                new PodRef("default", "web", "uid-1"),
                new PodBuilder()
                        .withNewSpec()
                        .withContainers(container.build())
                        .endSpec()
                        .build(),
                Map.of("main", new DesiredContainer("main", Map.of(), List.of("web"), List.of(), 0)),
                Map.of(),
                List.of(),
                "1");
    }
}
