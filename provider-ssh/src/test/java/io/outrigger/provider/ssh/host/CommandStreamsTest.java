// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.spi.ContainerStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The streams of a command on a host that behaves and on one that does not. */
final class CommandStreamsTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream error = new ByteArrayOutputStream();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(5000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void theFirstLineIsForTheProviderAndTheRestForTheUser() throws Exception {
        FakeProcess process = new FakeProcess("out", "started 12 34\nerr\n");
        CommandStreams streams = streams(process, new ContainerStreams(null, output, error, null));
        CommandStart start = streams.begin();
        assertThat(start.started()).isTrue();
        assertThat(start.process()).isEqualTo("12");
        assertThat(start.ticks()).isEqualTo("34");
        streams.feed();
        streams.awaitOutput();
        streams.end();
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("out");
        assertThat(error.toString(StandardCharsets.UTF_8)).isEqualTo("err\n");
        assertThat(process.inputClosed).isTrue();
    }

    @Test
    void aRefusalIsAWord() throws Exception {
        CommandStreams streams =
                streams(new FakeProcess("", "refused ended\n"), new ContainerStreams(null, output, null, null));
        CommandStart start = streams.begin();
        streams.end();
        assertThat(start.started()).isFalse();
        assertThat(start.refusal()).isEqualTo("ended");
    }

    @Test
    void weatherTheHostSaysNothingOrSomethingElse() throws Exception {
        for (String said : List.of("", "\n", "sh: cannot open x\n", "started\n", "x".repeat(1000))) {
            CommandStreams streams = streams(new FakeProcess("", said), new ContainerStreams(null, output, null, null));
            CommandStart start = streams.begin();
            streams.end();
            assertThat(start.started()).isFalse();
            assertThat(start.refusal()).isEmpty();
        }
    }

    @Test
    void weatherTheLinkIsClosedInTheMiddle() throws Exception {
        FakeProcess process = new FakeProcess("", "started 12 34\n");
        process.output = new Failing(new IOException("connection lost"));
        CommandStreams streams = streams(process, new ContainerStreams(null, output, null, null));
        assertThat(streams.begin().started()).isTrue();
        assertThatThrownBy(streams::awaitOutput)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(StreamCopy.ReaderGoneException.class)
                .hasMessageContaining("connection lost");
        streams.end();
    }

    @Test
    void weatherOneStreamFailsWhileTheOtherNeverEnds() throws Exception {
        Silent silent = new Silent();
        FakeProcess process = new FakeProcess("out", "");
        process.error = new java.io.SequenceInputStream(
                new ByteArrayInputStream("started 1 2\n".getBytes(StandardCharsets.US_ASCII)), silent);
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("reset by peer");
            }
        };
        CommandStreams streams = streams(process, new ContainerStreams(null, gone, null, null));
        assertThat(streams.begin().started()).isTrue();
        assertThatThrownBy(streams::awaitOutput)
                .isInstanceOf(StreamCopy.ReaderGoneException.class)
                .hasMessageContaining("reset by peer");
        silent.ended.countDown();
        streams.end();
    }

    @Test
    void theEndOfACommandDoesNotWaitForTheUsersInput() throws Exception {
        Silent user = new Silent();
        CommandStreams streams =
                streams(new FakeProcess("", "started 1 2\n"), new ContainerStreams(user, output, null, null));
        streams.begin();
        streams.feed();
        streams.awaitOutput();
        streams.end();
    }

    private CommandStreams streams(HostProcess process, ContainerStreams streams) {
        return new CommandStreams(process, streams, task -> {
            Thread thread = new Thread(task);
            threads.add(thread);
            return thread;
        });
    }

    /** A process of nobody. */
    private static final class FakeProcess implements HostProcess {

        private InputStream output;
        private InputStream error;
        private volatile boolean inputClosed;

        FakeProcess(String output, String error) {
            this.output = new ByteArrayInputStream(output.getBytes(StandardCharsets.UTF_8));
            this.error = new ByteArrayInputStream(error.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public OutputStream input() {
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    inputClosed = true;
                }
            };
        }

        @Override
        public InputStream output() {
            return output;
        }

        @Override
        public InputStream error() {
            return error;
        }

        @Override
        public int await() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** Fails at once. */
    private static final class Failing extends InputStream {

        private final IOException failure;

        Failing(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }
    }

    /** Says nothing until it is ended or its reader interrupted. */
    private static final class Silent extends InputStream {

        private final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                ended.await();
                return -1;
            } catch (InterruptedException exception) {
                throw new java.io.InterruptedIOException("interrupted");
            }
        }
    }
}
