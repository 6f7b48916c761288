// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.LogOptions;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** The log of one container: lines that are there and, for who follows, lines that a test adds. */
final class FakeLogs implements ContainerLogs {

    private static final byte[] END = {};

    final List<LogOptions> asked = new CopyOnWriteArrayList<>();
    final AtomicLong produced = new AtomicLong();
    final CountDownLatch closed = new CountDownLatch(1);
    volatile String current = "";
    volatile String previous = "";
    volatile boolean endless;
    volatile ProviderException failure;
    private final BlockingQueue<byte[]> added = new LinkedBlockingQueue<>();

    @Override
    public InputStream open(PodRef pod, String container, LogOptions options) throws ProviderException {
        asked.add(options);
        if (failure != null) {
            throw failure;
        }
        return new Log(tail(options.previous() ? previous : current, options), options.follow());
    }

    void add(String line) {
        added.add(line.getBytes(StandardCharsets.UTF_8));
    }

    void end() {
        added.add(END);
    }

    private static byte[] tail(String text, LogOptions options) {
        var lines = text.lines().toList();
        var from = options.tailLines().isEmpty()
                ? 0
                : Math.max(0, lines.size() - options.tailLines().getAsLong());
        var kept = new StringBuilder();
        lines.stream().skip(from).forEach(line -> kept.append(line).append('\n'));
        return kept.toString().getBytes(StandardCharsets.UTF_8);
    }

    private final class Log extends InputStream {

        private byte[] piece;
        private int at;
        private final boolean follow;
        private boolean ended;

        Log(byte[] piece, boolean follow) {
            this.piece = piece;
            this.follow = follow;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (endless) {
                return fill(into, offset, length);
            }
            while (at == piece.length) {
                if (!follow || ended) {
                    return -1;
                }
                next();
            }
            int count = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {
            closed.countDown();
            added.add(END);
        }

        private void next() throws IOException {
            try {
                piece = added.take();
                at = 0;
                ended = piece == END;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IOException(stopped);
            }
        }

        private int fill(byte[] into, int offset, int length) {
            if (closed.getCount() == 0) {
                return -1;
            }
            var line = "2026-11-21T04:00:00.000000000Z " + "x".repeat(993) + "\n";
            var bytes = line.getBytes(StandardCharsets.UTF_8);
            int count = length / bytes.length * bytes.length;
            for (int to = 0; to < count; to += bytes.length) {
                System.arraycopy(bytes, 0, into, offset + to, bytes.length);
            }
            produced.addAndGet(count);
            return count;
        }
    }
}
