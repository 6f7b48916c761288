// SPDX-License-Identifier: Apache-2.0
package io.outrigger.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.controlplane.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a cluster of its own, because it takes the API server away. */
@Tag("control-plane")
@Timeout(600)
class ApiServerWeatherEndToEndTest {
    private static final Duration OUTAGE = Duration.ofMinutes(1);
    /** The program waits up to 30 s before it watches again; a stale status is refused until then. */
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private static ControlPlane controlPlane;
    private static EdgeSite site;

    @BeforeAll
    static void start() {
        controlPlane = ControlPlane.start(Path.of("target", "weather-control-plane"));
        site = new EdgeSite(controlPlane, "api-server-weather");
        site.open();
    }

    @AfterAll
    static void stop() {
        if (site != null) {
            site.close();
        }
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    @Test
    void anApiServerThatIsAwayForAMinuteIsMissedByNoPod() {
        site.apply(Manifests.pod("calm", "exec sleep 3600"));
        site.apply(Manifests.pod("ending", "Never", "sleep 20; exit 8"));
        site.awaitRunning("calm");
        site.awaitRunning("ending");
        String uid = site.uid("calm");
        Set<Long> processes = HostProcesses.settled(Set.of(uid));

        controlPlane.stopApiServer();
        try {
            Awaitility.await()
                    .during(OUTAGE)
                    .atMost(OUTAGE.plusSeconds(10))
                    .pollInterval(Duration.ofSeconds(2))
                    .untilAsserted(() -> {
                        assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
                        assertThat(site.program().isRunning()).isTrue();
                    });
        } finally {
            controlPlane.startApiServer();
        }

        site.await(
                "pod/ending",
                RECOVERY,
                () -> assertThat(site.field(
                                "pod/ending",
                                "{.status.phase} {.status.containerStatuses[0].state.terminated.exitCode}"))
                        .isEqualTo("Failed 8"));
        site.awaitNodeReady(RECOVERY);
        site.apply(bound("afterwards"));
        site.awaitRunning("afterwards");
        site.awaitRunning("calm");
        assertThat(site.uid("calm")).isEqualTo(uid);
        assertThat(site.restarts("calm")).isZero();
        assertThat(HostProcesses.ofPod(uid)).isEqualTo(processes);
    }

    /** Bound already: the scheduler's informers (client-go, reflector.go) may wait a minute before they watch again. */
    private static String bound(String pod) {
        return Manifests.pod(pod, "exec sleep 3600").replace("PLACEMENT", "nodeName: " + site.name());
    }
}
