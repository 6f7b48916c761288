// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.fixtures.TcpProxy;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host in bad weather: pods go on, users are told, and afterwards everything is found as it was. */
@NeedsOpenSsh
@Timeout(120)
class SshWeatherIT {

    private SshHost host = new SshHost();

    @AfterEach
    void end() throws Exception {
        host.close();
    }

    @Test
    void weatherTheServerIsAwayForAWhile() throws Exception {
        SiteHarness site = host.open();
        DesiredPod pod = ExecIT.running(site);
        String process = process(pod);
        int gaps = site.gaps.size();
        host.server.stop();

        unreachable(() -> site.site().list());
        unreachable(() -> site.site().node());
        unreachable(() -> site.site().apply(PodsForTests.always("sleep 1").build()));
        unreachable(() -> site.site().delete(pod.ref(), java.time.Duration.ZERO));
        assertThat(alive(process)).isTrue();

        host.server.start();
        eventually(() -> assertThat(site.gaps.size()).isGreaterThan(gaps));
        assertThat(process(pod)).isEqualTo(process);
        assertThat(site.container(pod.ref(), "main").restarts()).isZero();
        site.site().apply(pod);
        assertThat(process(pod)).isEqualTo(process);
    }

    @Test
    void weatherTheServerIsKilledInTheMiddleOfACommand() throws Exception {
        SiteHarness site = host.open();
        DesiredPod pod = ExecIT.running(site);
        Path started = host.account.home().resolve("started");
        FutureTask<Throwable> command = run(() ->
                Commands.run(site.site(), pod.ref(), null, "sh", "-c", "echo $$ >" + started + "; exec sleep 1000"));
        eventually(() -> assertThat(started).isRegularFile().content().endsWith("\n"));
        String process = Files.readString(started).strip();

        host.server.stop();

        assertThat(command.get(20, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.UNREACHABLE));
        // Nobody has come back to end it: the host itself found out that its program has gone.
        eventually(() -> assertThat(alive(process)).isFalse());
        host.server.start();
        eventually(
                () -> assertThat(site.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class));
        assertThat(site.container(pod.ref(), "main").restarts()).isZero();
    }

    @Test
    void weatherTheServerIsKilledInTheMiddleOfALog() throws Exception {
        SiteHarness site = host.open();
        PodsForTests pod = PodsForTests.always("while :; do echo line; sleep 0.1; done");
        site.site().apply(pod.build());
        LogOptions follow = new LogOptions(false, true, OptionalLong.empty(), Optional.empty());
        eventually(
                () -> assertThat(site.container(pod.ref, "main").state()).isInstanceOf(ContainerState.Running.class));
        try (InputStream log = site.site().logs().orElseThrow().open(pod.ref, "main", follow)) {
            assertThat(log.read()).isPositive();
            host.server.stop();
            assertThatThrownBy(() -> log.transferTo(java.io.OutputStream.nullOutputStream()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("lost");
        }
        host.server.start();
        eventually(() -> {
            try (InputStream log = site.site().logs().orElseThrow().open(pod.ref, "main", follow)) {
                assertThat(log.read()).isPositive();
            }
        });
    }

    @Test
    void weatherTheServerIsKilledInTheMiddleOfAConnection() throws Exception {
        SiteHarness site = host.open();
        DesiredPod pod = ExecIT.running(site);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                PortForward.Connection connection =
                        site.site().portForward().orElseThrow().connect(pod.ref(), listening.getLocalPort());
                Socket peer = listening.accept()) {
            host.server.stop();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
            FutureTask<Throwable> reading =
                    run(() -> assertThat(connection.input().read()).isNotEqualTo(-1));
            assertThat(reading.get(20, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void weatherTheLinkFallsSilent() throws Exception {
        try (TcpProxy network = TcpProxy.to(host.server.port())) {
            SiteHarness site = host.open(host.impatient(network.port()));
            DesiredPod pod = ExecIT.running(site);
            String process = process(pod);

            network.fallSilent();
            unreachable(() -> site.site().list());
            unreachable(() -> site.site().list());

            network.clearUp();
            // The program's own ghost holds the claim on the silent connection; it is taken over at once.
            eventually(() ->
                    assertThat(site.container(pod.ref(), "main").restarts()).isZero());
            assertThat(process(pod)).isEqualTo(process);
        }
    }

    @Test
    void weatherTheLinkIsCutAgainAndAgain() throws Exception {
        try (TcpProxy network = TcpProxy.to(host.server.port())) {
            SiteHarness site = host.open(host.settings("port", network.port()));
            DesiredPod pod = ExecIT.running(site);
            String process = process(pod);
            for (int time = 0; time < 5; time++) {
                network.cut();
                eventually(() ->
                        assertThat(site.container(pod.ref(), "main").restarts()).isZero());
            }
            assertThat(process(pod)).isEqualTo(process);
        }
    }

    @Test
    void weatherAnotherProgramHoldsTheHost() throws Exception {
        SiteHarness first = host.open();
        first.site().list();
        ProviderException refusal = catchThrowableOfType(ProviderException.class, () -> host.open());
        assertThat(refusal.kind()).isEqualTo(Kind.BUSY);
        assertThat(refusal)
                .hasMessageContaining(
                        "is in use by test-" + ProcessHandle.current().pid());
        first.site().close();
        eventually(() -> assertThat(host.open().site().list()).isEmpty());
    }

    @Test
    void weatherTheProgramDiedAndAnotherTakesOver() throws Exception {
        // As the kernel does it when a program is killed: connections end, and nobody says good-bye.
        TcpProxy network = TcpProxy.to(host.server.port());
        SiteHarness doomed = host.open(host.settings("port", network.port()));
        DesiredPod pod = ExecIT.running(doomed);
        network.close();
        eventually(() ->
                assertThat(host.open().container(pod.ref(), "main").restarts()).isZero());
    }

    @Test
    void weatherTheServerTakesTwoSessionsPerConnectionOnly() throws Exception {
        host.close();
        host = new SshHost("MaxSessions 2");
        SiteHarness site = host.open();
        DesiredPod pod = ExecIT.running(site);
        for (int time = 0; time < 3; time++) {
            assertThat(Commands.run(site.site(), pod.ref(), null, "sh", "-c", "exit 5")
                            .exitCode())
                    .isEqualTo(5);
        }
        assertThat(site.site().list()).hasSize(1);
    }

    @Test
    void weatherTheServerOpensNoConnections() throws Exception {
        host.close();
        host = new SshHost("AllowTcpForwarding no");
        SiteHarness site = host.open();
        PodsForTests pod = PodsForTests.always("exec sleep 1000").with(each -> {
            Probe alive = new ProbeBuilder()
                    .withNewTcpSocket()
                    .withPort(new IntOrString(80))
                    .endTcpSocket()
                    .withPeriodSeconds(1)
                    .withFailureThreshold(1)
                    .build();
            ProbesIT.main(each).setLivenessProbe(alive);
        });
        site.site().apply(pod.build());

        eventually(() -> assertThat(site.events)
                .extracting(ContainerEvent::message)
                .contains("Liveness probe errored and resulted in unknown state: the SSH server of the host forbids"
                        + " connections to 127.0.0.1:80; allow them with AllowTcpForwarding and PermitOpen"));
        // Nothing is known about the container, so nothing is done to it.
        assertThat(site.events).extracting(ContainerEvent::reason).containsOnly("Unhealthy");
        eventually(() -> assertThat(site.container(pod.ref, "main").restarts()).isZero());
        eventually(() -> assertThatThrownBy(
                        () -> site.site().portForward().orElseThrow().connect(pod.ref, 80))
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.UNSUPPORTED))
                .hasMessageContainingAll("site edge cannot connect to port 80", "allow them with AllowTcpForwarding"));
    }

    @Test
    void weatherMoreCommandsAtOnceThanAConnectionCarries() throws Exception {
        SiteHarness site = host.open();
        DesiredPod pod = ExecIT.running(site);
        List<FutureTask<Throwable>> commands = new java.util.ArrayList<>();
        for (int index = 0; index < 25; index++) {
            commands.add(run(() -> assertThat(Commands.run(site.site(), pod.ref(), null, "sh", "-c", "sleep 2; exit 7")
                            .exitCode())
                    .isEqualTo(7)));
        }
        assertThat(site.site().list()).hasSize(1);
        for (FutureTask<Throwable> command : commands) {
            assertThat(command.get(60, TimeUnit.SECONDS)).isNull();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Runs something on a thread of its own; its result is what it threw, or null. */
    private static FutureTask<Throwable> run(Work work) {
        FutureTask<Throwable> task = new FutureTask<>(() -> {
            try {
                work.run();
                return null;
            } catch (Exception | AssertionError exception) {
                return exception;
            }
        });
        Thread thread = new Thread(task, "test-work");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static void unreachable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind())
                                .as(exception.getMessage())
                                .isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining("site edge");
    }

    private String process(DesiredPod pod) throws IOException {
        Path state = host.directory().resolve("test/edge/pods/" + pod.ref().uid() + "/containers/main/state");
        return Files.readAllLines(state).stream()
                .filter(line -> line.startsWith("pid "))
                .map(line -> line.substring(4))
                .findFirst()
                .orElseThrow();
    }

    private static boolean alive(String process) {
        return ProcessHandle.of(Long.parseLong(process))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }
}
