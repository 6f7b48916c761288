// SPDX-License-Identifier: Apache-2.0
package io.outrigger.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("control-plane")
@ExtendWith(ControlPlaneExtension.class)
class ControlPlaneTest {
    private static final String NODE = """
            apiVersion: v1
            kind: Node
            metadata: {name: press-hall-1}
            """;

    private static final String READY_STATUS = """
            {"status": {"allocatable": {"cpu": "1", "memory": "1Gi", "pods": "10"},
                        "conditions": [{"type": "Ready", "status": "True"}]}}""";

    private final ControlPlane controlPlane;

    ControlPlaneTest(ControlPlane controlPlane) {
        this.controlPlane = controlPlane;
    }

    @BeforeAll
    static void addNode(ControlPlane controlPlane) {
        controlPlane.apply(NODE).orThrow();
        controlPlane
                .kubectl("patch", "node", "press-hall-1", "--subresource=status", "--patch", READY_STATUS)
                .orThrow();
    }

    @Test
    void kubectlAndApiServerAreOfOneVersion() {
        String versions = controlPlane.kubectl("version").orThrow();

        assertThat(versions.lines()
                        .filter(line -> line.matches("(Client|Server) Version: .*"))
                        .map(line -> line.substring(line.indexOf(':')))
                        .distinct())
                .hasSize(1)
                .first()
                .asString()
                .matches(": v1\\.\\d+\\.\\d+");
    }

    @Test
    void theSchedulerBindsAPodToAReadyNode() {
        controlPlane.kubectl("run", "bound", "--image=host").orThrow();

        CommandResult waited =
                controlPlane.kubectl("wait", "pod/bound", "--for=condition=PodScheduled", "--timeout=30s");

        assertThat(waited.stderr()).isEmpty();
        assertThat(controlPlane
                        .kubectl("get", "pod", "bound", "-o", "jsonpath={.spec.nodeName}")
                        .orThrow())
                .isEqualTo("press-hall-1");
    }

    @Test
    void theControllersMakePodsOfADeployment() {
        controlPlane
                .kubectl("create", "deployment", "web", "--image=host", "--replicas=3")
                .orThrow();

        controlPlane
                .kubectl("wait", "deployment/web", "--for=jsonpath={.status.updatedReplicas}=3", "--timeout=30s")
                .orThrow();
        assertThat(controlPlane
                        .kubectl("get", "pods", "--selector=app=web", "--output=name")
                        .orThrow()
                        .lines())
                .hasSize(3);
    }

    @Test
    void aFailureOfKubectlIsAResult() {
        CommandResult result = controlPlane.kubectl("get", "pod", "nobody");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.stderr()).contains("pods \"nobody\" not found");
    }

    @Test
    void aStreamingCommandIsReadWhileItRuns() {
        try (RunningCommand watch = controlPlane.kubectlStreaming("get", "configmaps", "--watch", "--output=name")) {
            controlPlane.kubectl("create", "configmap", "seen-by-watch").orThrow();
            await().untilAsserted(() -> assertThat(watch.stdout()).contains("configmap/seen-by-watch"));
            assertThat(watch.isRunning()).isTrue();
        }
    }

    @Test
    void theApiServerMayPassEveryRouteOfAKubelet() {
        assertThat(controlPlane
                        .kubectl(
                                "auth",
                                "can-i",
                                "get",
                                "nodes",
                                "--subresource=proxy",
                                "--as=kube-apiserver-kubelet-client")
                        .stdout())
                .startsWith("yes");
        assertThat(controlPlane.directory().resolve("kubelet-client-ca.crt")).isNotEmptyFile();
    }

    @Test
    void anApiServerThatWasAwayComesBackWithItsData() {
        controlPlane.kubectl("create", "configmap", "kept").orThrow();

        controlPlane.stopApiServer();
        assertThat(controlPlane.kubectl("get", "configmap", "kept").stderr()).contains("refused");
        controlPlane.startApiServer();

        controlPlane.kubectl("get", "configmap", "kept").orThrow();
    }

    @Test
    void aCommandThatHangsIsKilledAndNamed() {
        RunningCommand watch = controlPlane.kubectlStreaming("get", "namespaces", "--watch");

        assertThatIllegalStateException()
                .isThrownBy(() -> watch.await(Duration.ofMillis(200)))
                .withMessageContaining("get namespaces --watch");
        assertThat(watch.isRunning()).isFalse();
    }
}
