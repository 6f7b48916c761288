// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.spi.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** What probes do to pods, under every shell that a host may have. */
final class ProbesIT {

    @TempDir
    Path directory;

    @EveryShell
    void aContainerIsReadyWhileItsReadinessProbeSaysSo(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always("exec sleep 1000")
                    .with(each -> main(each).setReadinessProbe(exec("test -e ready")));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(running(harness, pod)).isTrue());
            assertThat(harness.container(pod.ref, "main").ready()).isFalse();
            assertThat(harness.container(pod.ref, "main").started()).isTrue();
            Path file = harness.podDirectory(pod.ref).resolve("work/ready");
            Files.createFile(file);
            eventually(() -> assertThat(harness.reported(pod.ref, "main"))
                    .hasValueSatisfying(main -> assertThat(main.ready()).isTrue()));
            Files.delete(file);
            eventually(() -> assertThat(harness.reported(pod.ref, "main"))
                    .hasValueSatisfying(main -> assertThat(main.ready()).isFalse()));
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            assertThat(harness.events)
                    .anySatisfy(event -> assertThat(event.reason() + ": " + event.message())
                            .isEqualTo("Unhealthy: Readiness probe failed: command terminated with exit code 1"));
        }
    }

    @EveryShell
    void aContainerThatFailsItsLivenessProbeIsStartedAgain(String shell) throws Exception {
        try (SiteHarness harness = new SiteHarness(directory.resolve("state"), shell)) {
            PodsForTests pod = PodsForTests.always(
                            "rm -f sick; trap 'exit 9' TERM; : >begun; while :; do sleep 0.1; done")
                    .with(each -> main(each).setLivenessProbe(exec("test ! -e sick || { echo I feel sick; exit 1; }")));
            harness.site().apply(pod.build());
            Path work = harness.podDirectory(pod.ref).resolve("work");
            eventually(() -> assertThat(work.resolve("begun")).exists());
            Files.createFile(work.resolve("sick"));
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1));
            eventually(() -> assertThat(running(harness, pod)).isTrue());
            assertThat(harness.container(pod.ref, "main").lastTermination().exitCode())
                    .isEqualTo(9);
            assertThat(harness.events.stream().map(event -> event.reason() + ": " + event.message()))
                    .contains(
                            "Unhealthy: Liveness probe failed: I feel sick\n",
                            "Killing: Container main failed liveness probe, will be restarted");
        }
    }

    private static boolean running(SiteHarness harness, PodsForTests pod) {
        return harness.container(pod.ref, "main").state() instanceof ContainerState.Running;
    }

    static Container main(io.fabric8.kubernetes.api.model.Pod pod) {
        return pod.getSpec().getContainers().get(0);
    }

    static Probe exec(String script) {
        return new ProbeBuilder()
                .withNewExec()
                .withCommand(List.of("sh", "-c", script))
                .endExec()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(5)
                .withFailureThreshold(1)
                .build();
    }
}
