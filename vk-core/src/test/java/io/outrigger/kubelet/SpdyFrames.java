// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyFrameCodec;
import io.netty.handler.codec.spdy.SpdyVersion;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** One direction of a client's SPDY, by Netty's codec with its own defaults. */
final class SpdyFrames {

    private final EmbeddedChannel channel = new EmbeddedChannel(new SpdyFrameCodec(SpdyVersion.SPDY_3_1));

    void decode(byte[] bytes, Consumer<Object> frames) {
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        for (Object frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.accept(frame);
        }
    }

    byte[] encode(SpdyFrame frame) {
        channel.writeOutbound(frame);
        var bytes = new ByteArrayOutputStream();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            bytes.writeBytes(ByteBufUtil.getBytes(part));
            part.release();
        }
        return bytes.toByteArray();
    }
}
