// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One stream that a client has opened on a SPDY connection; everything but its output runs on the event loop. */
public final class SpdyStream {

    private final SpdyConnection session;
    private final int id;
    private final SpdyHeaders headers;
    private final SentStream output;
    private final List<Runnable> onReset = new ArrayList<>();
    private @Nullable StreamReceiver receiver;
    private boolean received;
    private boolean sent;
    private boolean reset;

    SpdyStream(SpdyConnection session, ClientConnection connection, int id, SpdyHeaders headers) {
        this.session = session;
        this.id = id;
        this.headers = headers;
        this.output = new SentStream(connection, new DataFrames());
    }

    /** Its number, odd and growing. */
    public int id() {
        return id;
    }

    /** A header by its name in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.getAsString(name));
    }

    /** Where to write to the client. */
    public SentStream output() {
        return output;
    }

    /** Who takes what the client sends; before this returns to the event loop, nothing was lost. */
    public void receive(StreamReceiver into) {
        receiver = into;
    }

    /** Runs something when the client gives the stream up, both directions at once. */
    public void whenReset(Runnable action) {
        onReset.add(action);
    }

    /** Takes a piece; false when the client had ended the stream before. */
    boolean data(byte[] piece, boolean last) {
        if (received) {
            return false;
        }
        if (receiver != null) {
            receiver.data(piece);
        }
        if (last) {
            endReceived();
        }
        return true;
    }

    /** The client gives it up: as a half-close for who reads, an error for who writes. */
    void resetByClient() {
        reset = true;
        if (!received) {
            endReceived();
        }
        onReset.forEach(Runnable::run);
    }

    /** The connection is gone. */
    void fail(IOException cause) {
        if (receiver != null && !received) {
            receiver.fail(cause);
        }
    }

    boolean isOver() {
        return reset || (received && sent);
    }

    private void endReceived() {
        received = true;
        if (receiver != null) {
            receiver.end();
        }
    }

    private final class DataFrames implements SentStream.Frames {

        @Override
        public Supplier<Future<Void>> data(byte[] bytes, int from, int length) {
            var piece = Unpooled.copiedBuffer(bytes, from, length);
            return () -> send(piece, false);
        }

        @Override
        public Future<Void> end() {
            var done = send(Unpooled.EMPTY_BUFFER, true);
            sent = true;
            session.forget(SpdyStream.this);
            return done;
        }

        private Future<Void> send(ByteBuf piece, boolean last) {
            if (reset) {
                return Future.failedFuture(new IOException("the client has reset the stream"));
            }
            var frame = new DefaultSpdyDataFrame(id, piece);
            frame.setLast(last);
            return session.write(frame);
        }
    }
}
