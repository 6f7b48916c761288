// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends on one stream, to be read by a worker thread. The pieces that wait are counted by the connection,
 * whose gate closes when they are too many. Its end is the client's half-close.
 */
public final class ReceivedStream extends InputStream implements StreamReceiver {

    private final ReadGate gate;
    // A lock rather than a monitor: waiting in a monitor would hold on to the carrier of a virtual thread.
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int taken;
    private boolean ended;
    private boolean closed;
    private @Nullable IOException failure;

    /** An empty stream of that connection. */
    public ReceivedStream(ClientConnection connection) {
        this(connection.gate());
    }

    ReceivedStream(ReadGate gate) {
        this.gate = gate;
    }

    @Override
    public void data(byte[] piece) {
        lock.lock();
        try {
            if (piece.length == 0 || ended || closed || failure != null) {
                return;
            }
            waiting.add(piece);
            gate.hold(piece.length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void fail(IOException cause) {
        lock.lock();
        try {
            failure = failure == null ? cause : failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            awaitPiece();
            var piece = waiting.peek();
            if (piece == null) {
                return -1;
            }
            return take(piece, into, offset, length);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            var piece = waiting.peek();
            return piece == null || failure != null ? 0 : piece.length - taken;
        } finally {
            lock.unlock();
        }
    }

    /** Renounces whatever comes. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            int left = waiting.stream().mapToInt(piece -> piece.length).sum() - taken;
            waiting.clear();
            taken = 0;
            gate.release(left);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitPiece() throws IOException {
        try {
            while (waiting.isEmpty() && !ended && failure == null && !closed) {
                changed.await();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while reading");
        }
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    private int take(byte[] piece, byte[] into, int offset, int length) {
        int count = Math.min(length, piece.length - taken);
        System.arraycopy(piece, taken, into, offset, count);
        taken += count;
        if (taken == piece.length) {
            waiting.remove();
            taken = 0;
        }
        gate.release(count);
        return count;
    }
}
