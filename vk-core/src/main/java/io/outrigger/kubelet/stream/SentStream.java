// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.vertx.core.Future;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is sent to a client on one stream, written by a worker thread. Every write waits until the connection has taken
 * it, so a client that reads slowly slows the writer and nothing piles up in between. Closing it is a half-close.
 */
public final class SentStream extends OutputStream {

    /** kubectl's own size; small enough that the streams of a connection take turns. */
    private static final int PIECE = 32 * 1024;

    private final ClientConnection connection;
    private final Frames frames;
    private final AtomicBoolean closed = new AtomicBoolean();

    SentStream(ClientConnection connection, Frames frames) {
        this.connection = connection;
        this.frames = frames;
    }

    /** How a wire protocol sends a piece and the end of a stream; called on the event loop. */
    interface Frames {

        Future<Void> data(byte[] piece);

        Future<Void> end();
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed.get()) {
            throw new IOException("the stream is closed");
        }
        for (int from = offset; from < offset + length; from += PIECE) {
            var piece = Arrays.copyOfRange(bytes, from, Math.min(from + PIECE, offset + length));
            connection.await(() -> frames.data(piece));
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed.getAndSet(true)) {
            connection.await(frames::end);
        }
    }
}
