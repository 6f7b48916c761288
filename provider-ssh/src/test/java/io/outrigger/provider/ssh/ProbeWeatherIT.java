// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.ProbesIT.exec;
import static io.outrigger.provider.ssh.ProbesIT.main;
import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes in bad weather: commands that misbehave, a host that is away, a program that dies. */
final class ProbeWeatherIT {

    @TempDir
    Path directory;

    @EveryShell
    void aCommandThatForksAndNeverEndsFailsInTimeAndLeavesNothing(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = running(
                    harness,
                    each -> main(each)
                            .setReadinessProbe(limited(
                                    "sleep 1000 & (setsid sleep 1000 &) ; trap '' TERM; sleep 1000; sleep 1000")));
            eventually(() -> assertThat(harness.events)
                    .extracting(ContainerEvent::message)
                    .anyMatch(message -> message.startsWith("Readiness probe failed: command timed out: \"sh -c sleep")
                            && message.endsWith(" timed out after 1s")));
            assertThat(harness.container(pod.ref, "main").ready()).isFalse();
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            harness.site().delete(pod.ref, Duration.ofSeconds(5));
            eventually(() -> assertThat(harness.pod(pod.ref).running()).isFalse());
            eventually(() -> assertThat(Commands.commandsIn(pod.ref)).isEmpty());
        }
    }

    @Test
    void aCommandThatPrintsAHundredMegabytesIsCutShort() throws Exception {
        try (SiteHarness harness = harness("/bin/sh")) {
            Probe loud = exec("head -c 100000000 /dev/zero | tr '\\0' x; exit 1");
            running(harness, each -> main(each).setReadinessProbe(loud));
            eventually(() -> assertThat(harness.events).isNotEmpty());
            assertThat(harness.events.get(0).message())
                    .startsWith("Readiness probe failed: xxx")
                    .hasSizeLessThan(11 * 1024);
        }
    }

    @EveryShell
    void whileTheHostIsAwayNothingIsConcludedFromItsSilence(String shell) throws Exception {
        Path state = directory.resolve("state");
        Path away = directory.resolve("away");
        int port = freePort();
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = running(harness, each -> {
                main(each).setReadinessProbe(exec("true"));
                main(each).setLivenessProbe(tcp(port));
                main(each).getLivenessProbe().setInitialDelaySeconds(4);
            });
            eventually(
                    () -> assertThat(harness.container(pod.ref, "main").ready()).isTrue());
            Files.move(state, away);
            // Long enough for two probes that nothing may follow from.
            Thread.sleep(6000);
            assertThat(harness.events).isEmpty();
            Files.move(away, state);
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
            assertThat(harness.container(pod.ref, "main").ready()).isTrue();
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isPositive());
            assertThat(harness.events)
                    .extracting(ContainerEvent::message)
                    .anyMatch(message ->
                            message.endsWith("dial tcp localhost:" + port + ": connect: connection refused"));
        }
    }

    @EveryShell
    void aProgramThatIsStartedAgainKnowsWhoHasComeUp(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = running(harness, each -> {
                // Whoever asks a second time is told that the container has not come up, and would kill it.
                main(each).setStartupProbe(exec("mkdir asked"));
                main(each).setReadinessProbe(exec("test -e ready"));
            });
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").started()).isTrue());
            harness.restart();
            harness.site().apply(pod.build());
            assertThat(harness.container(pod.ref, "main").started()).isTrue();
            assertThat(harness.container(pod.ref, "main").ready()).isFalse();
            Files.createFile(harness.podDirectory(pod.ref).resolve("work/ready"));
            eventually(
                    () -> assertThat(harness.container(pod.ref, "main").ready()).isTrue());
            harness.restart();
            assertThat(harness.container(pod.ref, "main").ready()).isTrue();
            assertThat(harness.container(pod.ref, "main").restarts()).isZero();
        }
    }

    @EveryShell
    void aContainerThatDiesBehindOurBackHasToPassItsProbesAgain(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = running(harness, each -> {
                main(each).setStartupProbe(exec("test -e up"));
                main(each).getStartupProbe().setFailureThreshold(100);
            });
            Path up = harness.podDirectory(pod.ref).resolve("work/up");
            Files.createFile(up);
            eventually(
                    () -> assertThat(harness.container(pod.ref, "main").ready()).isTrue());
            Files.delete(up);
            Commands.processesWith("OUTRIGGER_CONTAINER=main", pod.ref.uid())
                    .forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1));
            eventually(() ->
                    assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
            // Long enough for a probe that must not pass.
            Thread.sleep(1500);
            assertThat(harness.container(pod.ref, "main").started()).isFalse();
            assertThat(harness.container(pod.ref, "main").ready()).isFalse();
            Files.createFile(up);
            eventually(
                    () -> assertThat(harness.container(pod.ref, "main").ready()).isTrue());
            assertThat(harness.container(pod.ref, "main").restarts()).isEqualTo(1);
        }
    }

    @EveryShell
    void aPodThatIsDeletedWhileItIsProbedLeavesNoCommand(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            Probe slow =
                    new ProbeBuilder(exec("sleep 1000")).withTimeoutSeconds(600).build();
            PodsForTests pod = running(harness, each -> main(each).setReadinessProbe(slow));
            eventually(() -> assertThat(Commands.commandsIn(pod.ref)).isNotEmpty());
            harness.site().delete(pod.ref, Duration.ZERO);
            assertThat(harness.site().list()).isEmpty();
            eventually(() -> assertThat(Commands.processesWith(pod.ref.uid())).isEmpty());
            // Long enough for a probe that must not come any more.
            Thread.sleep(1500);
            assertThat(Commands.processesWith(pod.ref.uid())).isEmpty();
            assertThat(harness.events).isEmpty();
        }
    }

    @Test
    void aPodWhoseFilesHaveVanishedIsNotProbedAfterItsEnd() throws Exception {
        try (SiteHarness harness = harness("/bin/sh");
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            PodsForTests pod = running(harness, each -> main(each).setReadinessProbe(tcp(server.getLocalPort())));
            server.accept().close();
            List<Long> processes = Commands.processesWith(pod.ref.uid());
            Path files = harness.podDirectory(pod.ref);
            Files.move(files, directory.resolve("vanished"));
            harness.site().delete(pod.ref, Duration.ZERO);
            processes.forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
            drain(server);
            server.setSoTimeout(2500);
            assertThatThrownBy(() -> {
                        // One may have been under way.
                        server.accept().close();
                        server.accept().close();
                    })
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** Takes the connections of probes before the end, of which a busy machine may have seen several. */
    private static void drain(ServerSocket server) throws IOException {
        server.setSoTimeout(1);
        try {
            while (true) {
                server.accept().close();
            }
        } catch (SocketTimeoutException exception) {
            // Nobody is left.
            return;
        }
    }

    @Test
    void aSiteThatIsClosedWhileItProbesLeavesNoCommandAndNoThread() throws Exception {
        try (SiteHarness harness = harness("/bin/sh")) {
            Probe slow =
                    new ProbeBuilder(exec("sleep 1000")).withTimeoutSeconds(600).build();
            PodsForTests pod = running(harness, each -> main(each).setReadinessProbe(slow));
            eventually(() -> assertThat(Commands.commandsIn(pod.ref)).isNotEmpty());
            harness.site().close();
            eventually(() -> assertThat(Commands.commandsIn(pod.ref)).isEmpty());
            eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("probe-") || name.startsWith("hook-")));
            harness.restart();
            assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class);
        }
    }

    @EveryShell
    void aProgramThatDiesWhileAHookRunsBeforeTheEndRunsItAgain(String shell) throws Exception {
        try (SiteHarness harness = harness(shell)) {
            PodsForTests pod = running(
                    harness,
                    each -> main(each)
                            .setLifecycle(HooksIT.preStop(
                                    "echo begun >>hooks; [ -e second ] || sleep 1000; echo ended >>hooks")));
            Path work = harness.podDirectory(pod.ref).resolve("work");
            harness.site().delete(pod.ref, Duration.ofSeconds(100));
            eventually(() -> assertThat(work.resolve("hooks")).hasContent("begun"));
            Files.createFile(work.resolve("second"));
            harness.restart();
            eventually(() -> assertThat(harness.pod(pod.ref).running()).isFalse());
            assertThat(work.resolve("hooks")).hasContent("begun\nbegun\nended");
        }
    }

    private SiteHarness harness(String shell) throws Exception {
        return new SiteHarness(directory.resolve("state"), shell);
    }

    private static PodsForTests running(SiteHarness harness, Consumer<Pod> change) throws Exception {
        PodsForTests pod = PodsForTests.always("exec sleep 1000").with(change);
        harness.site().apply(pod.build());
        eventually(() ->
                assertThat(harness.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
        return pod;
    }

    private static Probe limited(String script) {
        return new ProbeBuilder(exec(script)).withTimeoutSeconds(1).build();
    }

    private static Probe tcp(int port) {
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withPort(new IntOrString(port))
                .endTcpSocket()
                .withPeriodSeconds(1)
                .withFailureThreshold(1)
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }
}
