// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static io.outrigger.provider.ssh.SiteHarness.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.Commands.Running;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in bad weather: nothing of them is ever left. */
class ExecWeatherIT {

    @TempDir
    private Path directory;

    private SiteHarness host;
    private DesiredPod pod;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    @BeforeEach
    void run() throws Exception {
        host = new SiteHarness(directory, "/bin/sh");
        pod = ExecIT.running(host);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        host.close();
        assertThat(Commands.processesWith(pod.ref().uid())).as("processes left").isEmpty();
        eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                .as("threads left")
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("command-")));
    }

    @Test
    void weatherThePodIsUnknown() {
        PodRef other = new PodRef("default", "other", "11111111-2222-3333-4444-555555555555");
        notFound(() -> Commands.run(host.site(), other, null, "true"), "container \"main\" in pod \"other\" not found");
        PodRef hostile = new PodRef("default", "hostile", "../../etc");
        notFound(() -> Commands.run(host.site(), hostile, null, "true"), "not found");
    }

    @Test
    void weatherTheContainerIsUnknown() {
        var streams = new ContainerStreams(null, output, null, null);
        for (String container : List.of("other", "../main", "", "main main")) {
            notFound(
                    () -> host.site().exec().orElseThrow().exec(pod.ref(), container, List.of("true"), streams),
                    "container \"" + container + "\" in pod \"web\" not found");
        }
    }

    @Test
    void weatherTheContainerHasEnded() throws Exception {
        DesiredPod ended = PodsForTests.never("exit 0").build();
        host.site().apply(ended);
        eventually(() ->
                assertThat(host.container(ended.ref(), "main").state()).isInstanceOf(ContainerState.Terminated.class));
        notFound(() -> Commands.run(host.site(), ended.ref(), null, "true"), "\"main\" in pod \"web\" is not running");
    }

    @Test
    void weatherACommandThatIsNone() {
        assertThatThrownBy(() -> Commands.run(host.site(), pod.ref(), null)).hasMessageContaining("is empty");
        assertThatThrownBy(() -> Commands.run(host.site(), pod.ref(), null, "echo", "a\0b"))
                .hasMessageContaining("a byte of value zero");
    }

    @Test
    void weatherTheUserGoesAwayFromACommandThatIgnoresBeingAsked() throws Exception {
        Running command =
                ready("trap '' TERM HUP INT; (trap '' TERM; sleep 1000) & echo ready; sleep 1000; sleep 1000");
        command.interrupt();
        assertThat(command.failure()).isInstanceOf(InterruptedException.class);
        assertThat(Commands.commandsIn(pod.ref())).isEmpty();
    }

    @Test
    void weatherTheUserGoesAwayFromACommandThatCanTidyUp() throws Exception {
        Running command = ready("trap 'echo tidy >tidied; exit 0' TERM; echo ready; while :; do sleep 0.05; done");
        command.interrupt();
        assertThat(command.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.podDirectory(pod.ref()).resolve("work/tidied")).hasContent("tidy");
    }

    @Test
    void weatherTheUserGoesAwayFromACommandThatLeftItsSession() throws Exception {
        Running command = ready("setsid sh -c 'trap \"\" TERM; sleep 1000' & echo ready; exec sleep 1000");
        command.interrupt();
        assertThat(command.failure()).isInstanceOf(InterruptedException.class);
        assertThat(Commands.commandsIn(pod.ref())).isEmpty();
    }

    @Test
    void weatherTheContainerEndsMeanwhile() throws Exception {
        Running command = ready("trap '' TERM; setsid sleep 1000 & echo ready; exec sleep 1000");
        var before = host.container(pod.ref(), "main");
        Commands.processesWith("OUTRIGGER_CONTAINER=main", pod.ref().uid())
                .forEach(process -> ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly));
        assertThat(command.exitCode()).isEqualTo(137);
        eventually(
                () -> assertThat(host.container(pod.ref(), "main").restarts()).isGreaterThan(before.restarts()));
        assertThat(Commands.commandsIn(pod.ref())).isEmpty();
        assertThat(Commands.run(host.site(), pod.ref(), null, "true").exitCode())
                .as("the next instance takes commands")
                .isZero();
    }

    @Test
    void weatherThePodIsDeletedMeanwhile() throws Exception {
        Running command = ready("echo ready; exec sleep 1000");
        host.site().delete(pod.ref(), Duration.ZERO);
        assertThat(command.exitCode()).isEqualTo(137);
        assertThat(Commands.processesWith(pod.ref().uid())).isEmpty();
    }

    @Test
    void weatherTheSiteIsClosedInTheMiddle() throws Exception {
        Running command = ready("trap '' TERM; echo ready; exec sleep 1000");
        host.restart();
        assertThat(command.exitCode()).isEqualTo(137);
        assertThat(Commands.commandsIn(pod.ref())).isEmpty();
        assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    void weatherTheProgramDiedWhileACommandRan() throws Exception {
        Running command = ready("echo ready; exec sleep 1000");
        ProcessBuilder builder = new ProcessBuilder("setsid", "sleep", "1000");
        builder.environment().put("OUTRIGGER_POD", pod.ref().uid());
        builder.environment().put("OUTRIGGER_COMMAND", "main.orphan");
        Process orphan = builder.start();
        command.interrupt();
        assertThat(command.failure()).isInstanceOf(InterruptedException.class);
        assertThat(orphan.isAlive()).as("a command of somebody else").isTrue();
        host.restart();
        assertThat(orphan.waitFor()).isEqualTo(137);
        assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class);
    }

    @Test
    void weatherAPipeIsInThePlaceOfTheState() throws Exception {
        Path state = host.podDirectory(pod.ref()).resolve("containers/main/state");
        Files.delete(state);
        assertThat(new ProcessBuilder("mkfifo", state.toString()).start().waitFor())
                .isZero();
        Running command = new Running(host.site(), pod.ref(), new ContainerStreams(null, output, null, null), "true");
        assertThat(command.failure()).hasMessageContaining("is not running");
        host.site().apply(pod);
        eventually(() -> assertThat(
                        Commands.run(host.site(), pod.ref(), null, "true").exitCode())
                .isZero());
    }

    @Test
    void weatherTheReaderIsGone() throws Exception {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("connection reset");
            }
        };
        Running command = new Running(host.site(), pod.ref(), new ContainerStreams(null, gone, null, null), "yes");
        assertThat(command.failure())
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("was killed: the output could not be delivered: connection reset");
        assertThat(Commands.commandsIn(pod.ref())).isEmpty();
    }

    @Test
    void weatherTheRecordOfTheContainerIsDamagedWhileACommandRuns() throws Exception {
        Running command = ready("echo ready; exec sleep 1000");
        var before = host.container(pod.ref(), "main");
        Path containers = host.podDirectory(pod.ref()).resolve("containers/main");
        Files.writeString(containers.resolve("state"), "phase run");
        Commands.processesRunning("pod-supervisor.sh")
                .forEach(process -> ProcessHandle.of(process)
                        .filter(handle ->
                                Commands.processesWith(pod.ref().uid()).contains(process))
                        .ifPresent(ProcessHandle::destroyForcibly));
        host.site().apply(pod);
        eventually(
                () -> assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class));
        assertThat(host.container(pod.ref(), "main").restarts()).isEqualTo(before.restarts());
        assertThat(Commands.processesWith("OUTRIGGER_CONTAINER=main", pod.ref().uid()))
                .isNotEmpty();
        command.interrupt();
        assertThat(command.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.container(pod.ref(), "main").state()).isInstanceOf(ContainerState.Running.class);
    }

    /** Starts a script and waits until it has written "ready". */
    private Running ready(String script) {
        Running command =
                new Running(host.site(), pod.ref(), new ContainerStreams(null, output, null, null), "sh", "-c", script);
        eventually(() -> assertThat(output.toString(StandardCharsets.UTF_8)).contains("ready"));
        return command;
    }

    private static void notFound(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProviderException.class,
                        exception -> assertThat(exception.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessageContaining(message);
    }
}
