// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.spi.ContainerStreams;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a site is asked to do, counted while it lasts. Commands are {@code cat}, {@code yes}, {@code true} and, for ever,
 * {@code sleep}; logs and ports are silent until they are closed.
 */
final class CountedCalls {

    private static final byte[] PIECE = new byte[16 * 1024];

    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger ever = new AtomicInteger();

    /** Has a site do it. */
    void of(FakeSite site) {
        site.exec = (pod, container, command, streams) -> run(command, streams);
        site.attach = (pod, container, streams) -> run(List.of("cat"), streams);
        site.logs = this::log;
        site.portForward = this::connect;
    }

    private int run(List<String> command, ContainerStreams streams) throws InterruptedException {
        begin();
        try {
            switch (command.get(0)) {
                case "cat" -> cat(streams);
                case "yes" -> yes(streams.output());
                case "sleep" -> new CountDownLatch(1).await();
                default -> {}
            }
            return 0;
        } catch (IOException gone) {
            return 1;
        } finally {
            end();
        }
    }

    private static void cat(ContainerStreams streams) throws IOException, InterruptedException {
        if (streams.input() == null) {
            new CountDownLatch(1).await();
            return;
        }
        var piece = new byte[1024];
        for (int length = streams.input().read(piece);
                length >= 0;
                length = streams.input().read(piece)) {
            streams.output().write(Arrays.copyOf(piece, length));
        }
    }

    private static void yes(OutputStream output) throws IOException {
        while (true) {
            output.write(PIECE);
        }
    }

    private InputStream log(PodRef pod, String container, LogOptions options) {
        begin();
        return new Silence();
    }

    private PortForward.Connection connect(PodRef pod, int port) {
        begin();
        var silence = new Silence();
        return new PortForward.Connection() {
            @Override
            public InputStream input() {
                return silence;
            }

            @Override
            public OutputStream output() {
                return OutputStream.nullOutputStream();
            }

            @Override
            public void close() {
                silence.close();
            }
        };
    }

    private void begin() {
        open.incrementAndGet();
        ever.incrementAndGet();
    }

    private void end() {
        open.decrementAndGet();
    }

    /** Says one line, then nothing until it is closed. */
    private final class Silence extends InputStream {

        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicInteger ended = new AtomicInteger();
        private boolean said;

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (!said) {
                said = true;
                var line = "2026-11-21T04:00:00.000000000Z hello\n".getBytes(StandardCharsets.UTF_8);
                System.arraycopy(line, 0, into, offset, line.length);
                return line.length;
            }
            try {
                closed.await();
                return -1;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }

        @Override
        public void close() {
            closed.countDown();
            if (ended.getAndIncrement() == 0) {
                end();
            }
        }
    }
}
