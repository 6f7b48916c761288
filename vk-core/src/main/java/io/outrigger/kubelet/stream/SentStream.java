// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What is sent to a client on one stream, written by worker threads. A few pieces are on their way while the next is
 * written; beyond them a write waits until the connection has taken the first, so a client that reads slowly slows the
 * writer and no more than that piles up in between. Closing waits for all of them and is a half-close.
 */
public final class SentStream extends OutputStream {

    /** What a pipe holds; small enough that the streams of a connection take turns. */
    private static final int PIECE = 64 * 1024;

    private static final int ON_THEIR_WAY = 3;

    private final ClientConnection connection;
    private final Frames frames;
    private final ReentrantLock writing = new ReentrantLock();
    private final Queue<CompletableFuture<Void>> onTheirWay = new ArrayDeque<>();
    private boolean closed;

    SentStream(ClientConnection connection, Frames frames) {
        this.connection = connection;
        this.frames = frames;
    }

    /** How a wire protocol sends a piece and the end of a stream. */
    interface Frames {

        /** Copies a piece; what is returned sends it and is called on the event loop. */
        Supplier<Future<Void>> data(byte[] bytes, int from, int length);

        /** Called on the event loop. */
        Future<Void> end();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        writing.lock();
        try {
            if (closed) {
                throw new IOException("the stream is closed");
            }
            int end = offset + length;
            for (int from = offset; from < end; from += PIECE) {
                makeRoom();
                onTheirWay.add(connection.send(frames.data(bytes, from, Math.min(PIECE, end - from))));
            }
        } finally {
            writing.unlock();
        }
    }

    /** Also looks at what was taken, so that a failure is told by the next write. */
    private void makeRoom() throws IOException {
        while (onTheirWay.size() >= ON_THEIR_WAY
                || (!onTheirWay.isEmpty() && onTheirWay.element().isDone())) {
            connection.await(onTheirWay.remove());
        }
        if (connection.isGone()) {
            throw new IOException("the client has gone");
        }
    }

    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            while (!onTheirWay.isEmpty()) {
                connection.await(onTheirWay.remove());
            }
            connection.await(connection.send(frames::end));
        } finally {
            writing.unlock();
        }
    }
}
