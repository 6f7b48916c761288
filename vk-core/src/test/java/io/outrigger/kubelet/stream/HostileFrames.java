// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;

/** SPDY frames that no library would make. */
public final class HostileFrames {

    private static final int SYN_STREAM = 1;

    private HostileFrames() {}

    /** A control frame of any kind with any payload; the length may lie. */
    public static byte[] control(int type, int flags, int length, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .putShort((short) 0x8003)
                .putShort((short) type)
                .putInt(flags << 24 | length)
                .put(payload)
                .array();
    }

    /** A data frame; the length may lie. */
    public static byte[] data(int stream, int flags, int length, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .putInt(stream)
                .putInt(flags << 24 | length)
                .put(payload)
                .array();
    }

    /** A stream with one header whose value is that many times the same byte, well compressed. */
    public static byte[] bomb(int stream, int size) {
        var block = ByteBuffer.allocate(13 + size)
                .putInt(1)
                .putInt(1)
                .put((byte) 'x')
                .putInt(size)
                .array();
        var packed = deflate(block);
        return control(
                SYN_STREAM,
                0,
                10 + packed.length,
                ByteBuffer.allocate(10 + packed.length)
                        .putInt(stream)
                        .putInt(0)
                        .putShort((short) 0)
                        .put(packed)
                        .array());
    }

    private static byte[] deflate(byte[] bytes) {
        var deflater = new Deflater(9);
        deflater.setInput(bytes);
        var packed = new ByteArrayOutputStream();
        var piece = new byte[8192];
        int length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        while (length > 0) {
            packed.write(piece, 0, length);
            length = deflater.deflate(piece, 0, piece.length, Deflater.SYNC_FLUSH);
        }
        deflater.end();
        return packed.toByteArray();
    }
}
