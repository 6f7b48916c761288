// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Bytes to SPDY/3.1 frames and back, with the two compression states of one connection. Used by one thread at a time.
 * Netty's codec does the framing; it limits a header block to 16 times {@link #HEADERS} when inflated and cuts long data
 * frames into pieces. Netty's session handler is left out: clients send no window updates and would stall.
 */
final class SpdyCodec implements AutoCloseable {

    private static final int PIECE = 16 * 1024;
    private static final int HEADERS = 8 * 1024;
    private static final int COMPRESSION_LEVEL = 1;
    private static final int WINDOW_BITS = 15;
    private static final int MEMORY_LEVEL = 8;

    private final EmbeddedChannel channel = new EmbeddedChannel(new SpdyFrameCodec(
            SpdyVersion.SPDY_3_1, PIECE, HEADERS, COMPRESSION_LEVEL, WINDOW_BITS, MEMORY_LEVEL, true));

    /**
     * Reads bytes as they come and hands on the frames that are complete; who takes a frame releases it.
     *
     * @throws IOException when this is not SPDY; nothing can be read afterwards
     */
    void decode(byte[] bytes, Consumer<Object> frames) throws IOException {
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        } catch (Exception malformed) {
            throw new IOException("not SPDY/3.1: " + malformed.getMessage(), malformed);
        }
        for (Object frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.accept(frame);
        }
    }

    /** The bytes of a frame, which is released. */
    Buffer encode(SpdyFrame frame) {
        channel.writeOutbound(frame);
        var bytes = Buffer.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            var copy = new byte[part.readableBytes()];
            part.readBytes(copy).release();
            bytes.appendBytes(copy);
        }
        return bytes;
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
