// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.ProviderException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chapter 10 of the contract: commands in containers. */
public abstract class ExecRules extends Chapter {

    private static final int MANY = 500;

    /** For subclasses. */
    protected ExecRules() {}

    @Test
    final void rule_10_1_execReturnsTheExitCodeAfterAllOutput() throws Exception {
        needs(Capability.EXEC);
        TestPod pod = runs();
        Program.Step[] steps = new Program.Step[MANY + 1];
        for (int index = 0; index < MANY; index++) {
            steps[index] = new Program.Print("line " + index);
        }
        steps[MANY] = new Program.Exit(7);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int exitCode = exec(pod, Program.of(steps), streams(null, output));
        assertThat(exitCode).as("the exit code").isEqualTo(7);
        assertThat(text(output).lines())
                .as("the output when exec() has returned")
                .hasSize(MANY);
    }

    @Test
    final void rule_10_1_noShellParsesTheCommand() throws Exception {
        needs(Capability.EXEC);
        TestPod pod = runs();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String hostile = "a  b; echo $HOME * \"c\" \\d";
        exec(pod, Program.of(new Program.Print(hostile), new Program.Exit(0)), streams(null, output));
        assertThat(text(output)).as("the output").isEqualTo(hostile + "\n");
    }

    @Test
    final void rule_10_1_execInAContainerThatDoesNotRunIsNotFound() throws Exception {
        needs(Capability.EXEC);
        start();
        TestPod pod = pod(exits(0));
        bench().finish(pod);
        ProviderException failure = catchThrowableOfType(
                ProviderException.class, () -> exec(pod, exits(0), streams(null, new ByteArrayOutputStream())));
        assertThat(failure)
                .as("exec() in a container that has ended throws a ProviderException")
                .isNotNull();
        assertThat(failure.kind()).as("the kind").isEqualTo(ProviderException.Kind.NOT_FOUND);
    }

    @Test
    final void rule_10_2_anInterruptKillsTheCommand() throws Exception {
        needs(Capability.EXEC);
        TestPod pod = runs();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        FutureTask<String> call = new FutureTask<>(() -> {
            try {
                return "exit code " + exec(pod, Program.of(new Program.Tick()), streams(null, output));
            } catch (InterruptedException exception) {
                return "interrupted";
            }
        });
        Thread caller = new Thread(call, "tck-exec");
        caller.setDaemon(true);
        caller.start();
        Waiting.until(lent().patience(), "the command writes tick", output::size, size -> size > 0);
        caller.interrupt();
        assertThat(call.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("how exec() ends when its thread is interrupted")
                .isEqualTo("interrupted");
        int written = output.size();
        Waiting.stays(lent().quiet(), "the killed command writes no more", output::size, size -> size == written);
        bench().awaitListed(pod.ref(), "running, for only the command was killed", States.running());
    }

    @Test
    final void rule_10_3_theEndOfInputClosesTheCommandsInput() throws Exception {
        needs(Capability.EXEC);
        TestPod pod = runs();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        InputStream input = new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
        FutureTask<Integer> call =
                new FutureTask<>(() -> exec(pod, Program.of(new Program.CopyInput()), streams(input, output)));
        Thread caller = new Thread(call, "tck-exec");
        caller.setDaemon(true);
        caller.start();
        assertThat(call.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("the exit code of a command that copies its input until the end")
                .isZero();
        assertThat(text(output)).as("its output").isEqualTo("one\ntwo\n");
    }

    private TestPod runs() throws Exception {
        start();
        TestPod pod = pod(RUNS);
        bench().run(pod);
        return pod;
    }

    private int exec(TestPod pod, Program program, ContainerStreams streams)
            throws ProviderException, InterruptedException {
        ContainerExec exec = Bench.present(bench().site().exec(), Capability.EXEC);
        ContainerTemplate template = lent().container(program);
        List<String> command = new ArrayList<>(template.command());
        command.addAll(template.args());
        return exec.exec(pod.ref(), TestPod.MAIN, command, streams);
    }

    private static ContainerStreams streams(@Nullable InputStream input, ByteArrayOutputStream output) {
        return new ContainerStreams(input, output, new ByteArrayOutputStream(), null);
    }

    private static String text(ByteArrayOutputStream output) {
        return output.toString(StandardCharsets.UTF_8);
    }
}
