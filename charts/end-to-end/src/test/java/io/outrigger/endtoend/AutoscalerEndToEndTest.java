// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The real controller on what the real metrics-server measures. The control plane asks every five seconds; a new pod
 * counts once it has been measured for a whole interval after it became ready, as in any cluster.
 */
@EndToEnd
class AutoscalerEndToEndTest {
    /** Three measurements ten seconds apart, what follows from them, and a slow machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String AUTOSCALER = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 1
              maxReplicas: 3
              metrics:
              - type: Resource
                resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}
              behavior: {scaleDown: {stabilizationWindowSeconds: 0}}
            """;

    private final EdgeSite site;

    AutoscalerEndToEndTest(EdgeSite site, ControlPlane controlPlane) {
        this.site = site;
        controlPlane.startMetricsServer();
    }

    @Test
    void aDeploymentGrowsUnderLoadAndShrinksWhenItEnds() throws IOException {
        Path load = Files.createFile(site.shared().resolve("load"));
        site.apply(deployment(Load.whileExists(load, 15)) + AUTOSCALER);

        site.await(
                "deployment/web",
                PATIENCE,
                () -> assertThat(site.field("deployment/web", "{.status.readyReplicas}"))
                        .isEqualTo("3"));
        assertThat(site.field("hpa/web", "{.status.conditions[?(@.type=='ScalingActive')].reason}"))
                .isEqualTo("ValidMetricFound");

        Files.delete(load);

        site.await(
                "deployment/web",
                PATIENCE,
                () -> assertThat(site.uids("app=web")).hasSize(1));
    }

    private static String deployment(String script) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      PLACEMENT
                      containers:
                      - name: main
                        image: host
                        resources: {requests: {cpu: 50m}}
                        command:
                        - sh
                        - -c
                        - |
                %s---
                """.formatted(script.indent(10));
    }
}
