// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Verbs carried out by a supervisor that stays, by one that goes, and by one that does not behave. */
final class ServingShellTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Queue<FakeSupervisor> supervisors = new ArrayDeque<>();
    private final List<FakeSupervisor> started = new ArrayList<>();

    @Test
    void oneSupervisorCarriesOutVerbAfterVerb() throws Exception {
        supervisors.add(new FakeSupervisor(token -> "pod a\n\n" + token + " 0\n\n" + token + "\n"));
        try (ServingShell shell = shell(LONG)) {
            assertThat(shell.run(List.of("report", "/node", "a"))).isEqualTo(new CommandOutput(0, "pod a\n", ""));
            assertThat(shell.run(List.of("report", "/node"))).isEqualTo(new CommandOutput(0, "pod a\n", ""));
        }
        assertThat(started).hasSize(1);
        assertThat(started.get(0).requests).containsExactly("3 report /node a", "2 report /node");
        assertThat(started.get(0).closed).isTrue();
    }

    @Test
    void whatAPodWroteEndsNoAnswer() throws Exception {
        String text = "\n\n00000000 0\n\nx 0\n";
        supervisors.add(new FakeSupervisor(token -> text + "\n" + token + " 3\n" + text + "\n" + token + "\n"));
        try (ServingShell shell = shell(LONG)) {
            assertThat(shell.run(List.of("report"))).isEqualTo(new CommandOutput(3, text, text));
        }
    }

    @Test
    void aSupervisorThatHasGoneIsReplacedAndToldAgain() throws Exception {
        FakeSupervisor first = new FakeSupervisor(token -> "\n" + token + " 0\n\n" + token + "\n");
        supervisors.add(first);
        supervisors.add(new FakeSupervisor(token -> "second\n" + token + " 0\n\n" + token + "\n"));
        try (ServingShell shell = shell(LONG)) {
            shell.run(List.of("start"));
            first.close();
            assertThat(shell.run(List.of("start")).output()).isEqualTo("second");
        }
    }

    @Test
    void aSupervisorThatEndsAtOnceIsAFailure() throws Exception {
        FakeSupervisor gone = new FakeSupervisor(token -> token);
        gone.close();
        supervisors.add(gone);
        try (ServingShell shell = shell(LONG)) {
            assertThatThrownBy(() -> shell.run(List.of("start")))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(InterruptedIOException.class);
        }
        assertThat(started).hasSize(1);
    }

    @Test
    void aHostThatIsAwayIsSaidToBe() throws Exception {
        try (ServingShell shell = shell(LONG)) {
            assertThatThrownBy(() -> shell.run(List.of("start"))).isInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void anAnswerThatDoesNotComeEndsTheSupervisor() throws Exception {
        FakeSupervisor silent = new FakeSupervisor(token -> "half an answer\n" + token);
        supervisors.add(silent);
        supervisors.add(new FakeSupervisor(token -> "\n" + token + " 0\n\n" + token + "\n"));
        try (ServingShell shell = shell(Duration.ofMillis(200))) {
            assertThatThrownBy(() -> shell.run(List.of("start")))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage("\"start\" was not done within 0 s");
            assertThat(silent.closed).isTrue();
            assertThat(shell.run(List.of("start")).exitCode()).isZero();
        }
    }

    @Test
    void whoeverWaitsIsInterruptedAndTheNextOneIsServed() throws Exception {
        FakeSupervisor silent = new FakeSupervisor(token -> "");
        supervisors.add(silent);
        supervisors.add(new FakeSupervisor(token -> "\n" + token + " 0\n\n" + token + "\n"));
        try (ServingShell shell = shell(LONG)) {
            AtomicReference<Exception> thrown = new AtomicReference<>();
            Thread waiting = new Thread(() -> {
                try {
                    shell.run(List.of("start"));
                } catch (IOException exception) {
                    thrown.set(exception);
                }
            });
            waiting.start();
            silent.told.await();
            waiting.interrupt();
            waiting.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
            assertThat(shell.run(List.of("start")).exitCode()).isZero();
        }
    }

    @Test
    void theEndIsNotHeldUpByAnAnswerThatDoesNotCome() throws Exception {
        FakeSupervisor silent = new FakeSupervisor(token -> "");
        supervisors.add(silent);
        supervisors.add(new FakeSupervisor(token -> ""));
        ServingShell shell = shell(LONG);
        AtomicReference<Exception> thrown = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                shell.run(List.of("start"));
            } catch (IOException exception) {
                thrown.set(exception);
            }
        });
        waiting.start();
        silent.told.await();
        shell.close();
        waiting.join();
        assertThat(thrown.get()).isInstanceOf(IOException.class).isNotInstanceOf(InterruptedIOException.class);
        assertThat(started).containsExactly(silent);
    }

    @Test
    void anExitCodeThatIsNoNumberIsNoAnswer() throws Exception {
        supervisors.add(new FakeSupervisor(token -> "\n" + token + " none\n\n" + token + "\n"));
        try (ServingShell shell = shell(LONG)) {
            assertThatThrownBy(() -> shell.run(List.of("start")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the host told no exit code");
        }
    }

    @Test
    void nothingIsStartedAfterTheEnd() {
        supervisors.add(new FakeSupervisor(token -> ""));
        ServingShell shell = shell(LONG);
        shell.close();
        assertThatThrownBy(() -> shell.run(List.of("start"))).isInstanceOf(IOException.class);
        assertThat(started).isEmpty();
    }

    @Test
    void aWordOfSeveralLinesIsNotSent() {
        assertThat(ServingShell.takes(List.of("report", "/a b/$(x)\\"))).isTrue();
        assertThat(ServingShell.takes(List.of("report", "/a\nb"))).isFalse();
    }

    private ServingShell shell(Duration patience) {
        return new ServingShell(
                () -> {
                    FakeSupervisor next = supervisors.poll();
                    if (next == null) {
                        throw new UnreachableException("away", new IOException("no route"));
                    }
                    started.add(next);
                    return next;
                },
                patience,
                Thread::new);
    }

    /** Answers every request by the same text, in which it puts the token. */
    private static final class FakeSupervisor extends OutputStream implements HostProcess {

        private static final int END = -1000;

        final List<String> requests = new ArrayList<>();
        final CountDownLatch told = new CountDownLatch(1);
        private final UnaryOperator<String> answer;
        private final ByteArrayOutputStream request = new ByteArrayOutputStream();
        private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
        volatile boolean closed;

        FakeSupervisor(UnaryOperator<String> answer) {
            this.answer = answer;
        }

        @Override
        public void write(int next) {
            request.write(next);
        }

        @Override
        public void flush() {
            String[] lines = request.toString(StandardCharsets.UTF_8).strip().split("[ \n]", 2);
            request.reset();
            requests.add(lines[1].replace('\n', ' '));
            told.countDown();
            for (byte next : answer.apply(lines[0]).getBytes(StandardCharsets.UTF_8)) {
                answers.add((int) next);
            }
        }

        @Override
        public OutputStream input() {
            return this;
        }

        @Override
        public InputStream output() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    try {
                        int next = answers.take();
                        return next == END ? -1 : next;
                    } catch (InterruptedException exception) {
                        throw new IOException(exception);
                    }
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int next = read();
                    target[offset] = (byte) next;
                    return next < 0 ? -1 : 1;
                }
            };
        }

        @Override
        public InputStream error() {
            return InputStream.nullInputStream();
        }

        @Override
        public int await() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
            answers.add(END);
        }
    }
}
