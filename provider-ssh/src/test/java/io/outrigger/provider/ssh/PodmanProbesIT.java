// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.ProbesIT.exec;
import static io.outrigger.provider.ssh.ProbesIT.main;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.fixtures.NeedsPodman;
import io.outrigger.fixtures.Podman;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes, hooks and sidecars of pods whose containers are podman's: the same code as for processes. */
@NeedsPodman
@Tag("engine")
final class PodmanProbesIT {

    private static final String SERVES = "mkdir -p /www; echo %s >/www/who; exec busybox httpd -f -p 8080 -h /www";

    @TempDir
    Path directory;

    @Test
    void twoPodsServeTheSamePortAndEachIsAskedForItself() throws Exception {
        try (SiteHarness harness = open()) {
            PodsForTests well = pod(PodsForTests.always(SERVES.formatted("well")));
            main(well.pod).setReadinessProbe(http("/who"));
            PodsForTests ill = pod(PodsForTests.always(SERVES.formatted("ill")));
            main(ill.pod).setReadinessProbe(http("/missing"));
            harness.site().apply(ill.build());
            harness.site().apply(well.build());
            eventually(() ->
                    assertThat(harness.container(well.ref, "main").ready()).isTrue());
            eventually(() -> assertThat(harness.events)
                    .extracting(ContainerEvent::message)
                    .contains("Readiness probe failed: HTTP probe failed with statuscode: 404"));
            assertThat(harness.container(ill.ref, "main").ready()).isFalse();
        }
    }

    @Test
    void aServerThatListensOnThePodsOwnLoopbackAddressOnlyIsNotReady() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "the host reaches the networks of root's pods only");
        try (SiteHarness harness = open()) {
            PodsForTests pod = pod(PodsForTests.always("exec busybox httpd -f -p 127.0.0.1:8080 -h /etc"));
            main(pod.pod).setReadinessProbe(http("/passwd"));
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.events)
                    .extracting(ContainerEvent::message)
                    .anyMatch(message -> message.endsWith(":8080: connect: connection refused")));
            assertThat(harness.container(pod.ref, "main").ready()).isFalse();
        }
    }

    @Test
    void aContainerThatFailsItsLivenessProbeIsStartedAgainAfterItsHook() throws Exception {
        try (SiteHarness harness = open()) {
            PodsForTests pod =
                    pod(PodsForTests.always("trap 'echo term; exit 9' TERM; echo start; while :; do sleep 0.1; done"));
            main(pod.pod).setLivenessProbe(exec("test ! -e /sick"));
            main(pod.pod).setLifecycle(HooksIT.preStop("echo hook >/proc/1/fd/1"));
            PodmanSite.run(harness, pod);
            Commands.run(harness.site(), pod.ref, null, "touch", "/sick");
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1));
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
            assertThat(harness.container(pod.ref, "main").lastTermination().exitCode())
                    .isEqualTo(9);
        }
    }

    @Test
    void weatherTheEngineIsBusyAndBeginsCommandsLate() throws Exception {
        Path busy = directory.resolve("busy");
        Files.writeString(busy, """
                #!/bin/sh
                [ "$1" != exec ] || sleep 2
                exec %s "$@"
                """.formatted(Podman.get().program()));
        assertThat(busy.toFile().setExecutable(true)).isTrue();
        try (SiteHarness harness = PodmanSite.open(directory.resolve("state"), "/bin/sh", busy)) {
            PodsForTests well = pod(PodsForTests.always("exec sleep 1000"));
            main(well.pod).setReadinessProbe(within1s("true"));
            PodsForTests hanging = pod(PodsForTests.always("exec sleep 1000"));
            main(hanging.pod).setReadinessProbe(within1s("sleep 1000"));
            PodmanSite.run(harness, well);
            PodmanSite.run(harness, hanging);
            eventually(() ->
                    assertThat(harness.container(well.ref, "main").ready()).isTrue());
            eventually(() -> assertThat(harness.events)
                    .extracting(ContainerEvent::message)
                    .contains("Readiness probe failed: command timed out: \"sh -c sleep 1000\" timed out after 1s"));
            assertThat(harness.events)
                    .filteredOn(event -> event.reason().equals("Unhealthy"))
                    .extracting(ContainerEvent::message)
                    .allMatch(message -> message.contains("sleep 1000"));
        }
    }

    @Test
    void aHookRunsBeforeTheSignalThatTheContainerChose() throws Exception {
        try (SiteHarness harness = open()) {
            PodsForTests pod = pod(PodsForTests.always(
                    "trap '[ -e /hooked ] && exit 7; exit 1' USR1; touch /begun; while :; do sleep 0.1; done"));
            main(pod.pod).setReadinessProbe(exec("test -e /begun"));
            main(pod.pod).setLifecycle(HooksIT.preStop("sleep 1; touch /hooked"));
            main(pod.pod).getLifecycle().setStopSignal("SIGUSR1");
            PodmanSite.run(harness, pod);
            eventually(
                    () -> assertThat(harness.container(pod.ref, "main").ready()).isTrue());
            harness.site().delete(pod.ref, Duration.ofSeconds(20));
            assertThat(PodmanSite.end(harness, pod.ref).exitCode()).isEqualTo(7);
        }
    }

    @Test
    void aJobWithASidecarCompletes() throws Exception {
        try (SiteHarness harness = open()) {
            PodsForTests pod = pod(PodsForTests.never("sleep 1; exit 0")
                    .init("aide", "touch /up; trap 'exit 0' TERM; while :; do sleep 0.1; done"));
            var aide = pod.pod.getSpec().getInitContainers().get(0);
            aide.setRestartPolicy("Always");
            aide.setStartupProbe(exec("test -e /up"));
            aide.getStartupProbe().setFailureThreshold(30);
            harness.site().apply(pod.build());
            eventually(() -> assertThat(harness.pod(pod.ref).containers())
                    .allMatch(each -> each.state() instanceof ContainerState.Terminated end && end.exitCode() == 0));
        }
    }

    private static Probe within1s(String script) {
        Probe probe = exec(script);
        probe.setTimeoutSeconds(1);
        return probe;
    }

    private SiteHarness open() throws Exception {
        return PodmanSite.open(directory.resolve("state"), "/bin/sh");
    }

    private static PodsForTests pod(PodsForTests pod) {
        return PodmanSite.pod(pod);
    }

    private static Probe http(String path) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString(8080))
                .endHttpGet()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(5)
                .build();
    }
}
