// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyHeadersFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdySessionStatus;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of SPDY/3.1 as Kubernetes clients speak it (moby/spdystream): the client opens all streams, nobody
 * sends window updates, TCP alone slows a writer. Runs on the event loop of its connection.
 */
public final class SpdyConnection {

    private static final Logger LOG = LoggerFactory.getLogger(SpdyConnection.class);
    /**
     * An answer to a ping of the client's that it never sent; a client ignores it. A ping of our own it would answer,
     * and a client that waits to write something else stops reading meanwhile.
     */
    private static final int ANSWER_TO_NOTHING = -1;

    private final ClientConnection connection;
    private final int most;
    private final Predicate<SpdyStream> opened;
    private final SpdyCodec codec = new SpdyCodec();
    private final Map<Integer, SpdyStream> streams = new HashMap<>();
    private int lastId;

    /**
     * Begins to read.
     *
     * @param most how many streams may be open at a time
     * @param opened takes a new stream or refuses it
     */
    public SpdyConnection(ClientConnection connection, int most, Predicate<SpdyStream> opened) {
        this.connection = connection;
        this.most = most;
        this.opened = opened;
        connection.probeWith(() -> write(new DefaultSpdyPingFrame(ANSWER_TO_NOTHING)));
        connection.whenGone(this::gone);
        connection.receive(this::read);
    }

    /** Says goodbye and leaves the rest to the client. */
    public void end() {
        connection.end(() -> write(new DefaultSpdyGoAwayFrame(lastId, SpdySessionStatus.OK)));
    }

    private void gone() {
        codec.close();
        var cause = new IOException("the client has gone");
        streams.values().forEach(stream -> stream.fail(cause));
        streams.clear();
    }

    private void read(byte[] bytes) {
        if (connection.isGone()) {
            return;
        }
        try {
            codec.decode(bytes, this::received);
        } catch (IOException malformed) {
            connection.abort(String.valueOf(malformed.getMessage()));
        } catch (RuntimeException broken) {
            LOG.atError().setCause(broken).log("a SPDY frame could not be handled");
            connection.abort("a frame could not be handled");
        }
    }

    Future<Void> write(SpdyFrame frame) {
        return connection.write(codec.encode(frame));
    }

    void forget(SpdyStream stream) {
        if (stream.isOver()) {
            streams.remove(stream.id(), stream);
        }
    }

    private void received(Object frame) {
        if (frame instanceof SpdyDataFrame data) {
            data(data);
        } else if (frame instanceof SpdySynStreamFrame syn) {
            open(syn);
        } else if (frame instanceof SpdyRstStreamFrame rst) {
            reset(rst.streamId());
        } else if (frame instanceof SpdyPingFrame ping && (ping.id() & 1) == 1) {
            answer(new DefaultSpdyPingFrame(ping.id()));
        } else if (frame instanceof SpdyHeadersFrame headers && headers.isLast()) {
            data(headers.streamId(), new byte[0], true);
        }
        // Settings and window updates mean nothing here, and after a GOAWAY the client closes by itself.
    }

    private void open(SpdySynStreamFrame syn) {
        int id = syn.streamId();
        if ((id & 1) == 0 || id <= lastId) {
            connection.abort("stream " + id + " was opened after stream " + lastId);
            return;
        }
        lastId = id;
        if (syn.isInvalid() || syn.isTruncated()) {
            answer(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.PROTOCOL_ERROR));
            return;
        }
        var stream = new SpdyStream(this, connection, id, syn.headers());
        if (streams.size() >= most || !opened.test(stream)) {
            answer(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.REFUSED_STREAM));
            return;
        }
        streams.put(id, stream);
        var reply = new DefaultSpdySynReplyFrame(id);
        // Netty writes an empty header block as no block at all, which spdystream cannot read.
        reply.headers().set("x", "1");
        answer(reply);
        if (syn.isLast()) {
            data(id, new byte[0], true);
        }
    }

    private void data(SpdyDataFrame frame) {
        try {
            data(frame.streamId(), ByteBufUtil.getBytes(frame.content()), frame.isLast());
        } finally {
            frame.release();
        }
    }

    private void data(int id, byte[] piece, boolean last) {
        var stream = streams.get(id);
        connection.traffic();
        if (stream == null) {
            answer(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.INVALID_STREAM));
        } else if (!stream.data(piece, last)) {
            answer(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.STREAM_ALREADY_CLOSED));
        } else if (last) {
            forget(stream);
        }
    }

    private void reset(int id) {
        var stream = streams.remove(id);
        if (stream != null) {
            stream.resetByClient();
        }
    }

    private void answer(SpdyFrame frame) {
        write(frame);
        connection.answered();
    }
}
