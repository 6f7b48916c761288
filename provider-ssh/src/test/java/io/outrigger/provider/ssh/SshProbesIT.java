// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.ProbesIT.exec;
import static io.outrigger.provider.ssh.ProbesIT.main;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.TcpProxy;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import java.time.Duration;
import java.util.function.Consumer;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Probes and hooks of a host behind SSH: requests go through the connection and start on the host. */
@NeedsOpenSsh
@Timeout(120)
final class SshProbesIT {

    private final SshHost host = new SshHost();
    private final MockWebServer server = new MockWebServer();
    private volatile int status = 200;

    SshProbesIT() throws Exception {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(status).build();
            }
        });
        server.start();
    }

    @AfterEach
    void end() throws Exception {
        host.close();
        server.close();
    }

    @Test
    void aContainerIsAskedAndEndedOverTheConnection() throws Exception {
        SiteHarness site = host.open();
        PodsForTests pod = running(site, each -> {
            main(each).setStartupProbe(exec("true"));
            main(each).setReadinessProbe(http());
            main(each).setLifecycle(HooksIT.preStop("sleep 1; touch hooked"));
        });
        eventually(() -> assertThat(site.container(pod.ref, "main").ready()).isTrue());
        status = 503;
        eventually(() -> assertThat(site.container(pod.ref, "main").ready()).isFalse());
        assertThat(site.events)
                .extracting(ContainerEvent::message)
                .contains("Readiness probe failed: HTTP probe failed with statuscode: 503");
        site.site().delete(pod.ref, Duration.ofSeconds(20));
        eventually(() -> assertThat(site.container(pod.ref, "main").state())
                .isInstanceOfSatisfying(
                        ContainerState.Terminated.class,
                        end -> assertThat(end.exitCode()).isEqualTo(4)));
    }

    @Test
    void weatherTheServerIsAwayWhileTheContainerIsNotWell() throws Exception {
        SiteHarness site = host.open();
        PodsForTests pod = running(site, each -> {
            main(each).setReadinessProbe(exec("true"));
            main(each).setLivenessProbe(http());
        });
        eventually(() -> assertThat(site.container(pod.ref, "main").ready()).isTrue());
        host.server.stop();
        status = 500;
        // Long enough for some probes that nothing may follow from.
        Thread.sleep(4000);
        assertThat(site.events).isEmpty();
        host.server.start();
        eventually(() -> assertThat(site.container(pod.ref, "main").restarts()).isPositive());
        assertThat(site.events)
                .extracting(ContainerEvent::message)
                .contains("Container main failed liveness probe, will be restarted");
    }

    @Test
    void weatherTheWayTakesLongerThanAProbeAllows() throws Exception {
        try (TcpProxy network = TcpProxy.to(host.server.port())) {
            SiteHarness site = host.open(host.settings("port", network.port()));
            assertThat(site.site().list()).isEmpty();
            network.slowDown(Duration.ofMillis(300));
            PodsForTests pod = running(site, each -> {
                main(each).setStartupProbe(within(1, exec("true")));
                main(each).setLivenessProbe(within(1, http()));
                main(each).setReadinessProbe(within(1, http()));
            });
            eventually(() -> assertThat(site.container(pod.ref, "main").ready()).isTrue());
            assertThat(site.container(pod.ref, "main").restarts()).isZero();
            assertThat(site.events).isEmpty();
        }
    }

    private static Probe within(int seconds, Probe probe) {
        probe.setTimeoutSeconds(seconds);
        return probe;
    }

    private static PodsForTests running(SiteHarness site, Consumer<Pod> change) throws Exception {
        PodsForTests pod = PodsForTests.always(
                        "trap '[ -e hooked ] && exit 4; exit 5' TERM; while :; do sleep 0.1; done")
                .with(change);
        site.site().apply(pod.build());
        eventually(
                () -> assertThat(site.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
        return pod;
    }

    private Probe http() {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPort(new IntOrString(server.getPort()))
                .endHttpGet()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(5)
                .withFailureThreshold(1)
                .build();
    }
}
