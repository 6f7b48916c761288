// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ContainerStreams;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Chapter 10 of the contract: joining the streams of containers. */
public abstract class AttachRules extends Chapter {

    /** For subclasses. */
    protected AttachRules() {}

    @Test
    final void rule_10_2_anInterruptLeavesTheContainerAlone() throws Exception {
        needs(Capability.ATTACH);
        start();
        TestPod pod = pod(Program.of(new Program.Tick()));
        var before = bench().run(pod);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        FutureTask<String> call = attach(pod, new ContainerStreams(null, output, null, null));
        Thread caller = start(call);
        Waiting.until(lent().patience(), "the output of the container is seen", output::size, size -> size > 0);
        caller.interrupt();
        assertThat(call.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("how attach() ends when its thread is interrupted")
                .isEqualTo("interrupted");
        Waiting.stays(
                lent().quiet(),
                "the container that was attached to runs on",
                () -> bench().listed(pod.ref()),
                States.same(before));
    }

    @Test
    final void rule_10_3_theEndOfInputClosesTheContainersInput() throws Exception {
        needs(Capability.ATTACH);
        start();
        TestPod pod = pod(Program.of(new Program.CopyInput(), new Program.Exit(5)))
                .edit(each -> each.editSpec()
                        .editFirstContainer()
                        .withStdin(true)
                        .withStdinOnce(true)
                        .endContainer()
                        .endSpec());
        bench().run(pod);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PipedOutputStream user = new PipedOutputStream();
        FutureTask<String> call = attach(pod, new ContainerStreams(new PipedInputStream(user), output, null, null));
        start(call);
        user.write("hello\n".getBytes(StandardCharsets.UTF_8));
        user.close();
        assertThat(call.get(lent().patience().toMillis(), TimeUnit.MILLISECONDS))
                .as("how attach() ends when the container has ended")
                .isEqualTo("returned");
        assertThat(output.toString(StandardCharsets.UTF_8))
                .as("the container copies its input")
                .isEqualTo("hello\n");
        bench().awaitListed(pod.ref(), "ended with exit code 5, for its input ended", States.endedWith(5));
    }

    private FutureTask<String> attach(TestPod pod, ContainerStreams streams) {
        return new FutureTask<>(() -> {
            try {
                Bench.present(bench().site().attach(), Capability.ATTACH).attach(pod.ref(), TestPod.MAIN, streams);
                return "returned";
            } catch (InterruptedException exception) {
                return "interrupted";
            }
        });
    }

    private static Thread start(FutureTask<?> task) {
        Thread thread = new Thread(task, "tck-attach");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
