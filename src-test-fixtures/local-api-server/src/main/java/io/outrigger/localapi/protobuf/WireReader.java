// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.protobuf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the protobuf wire format, field by field. */
final class WireReader {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;
    private static final int MOST_SHIFT = 63;

    private final ByteBuffer bytes;
    private int wireType;

    WireReader(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    /** The number of the field that comes next. */
    int nextField() {
        long tag = varint();
        wireType = (int) (tag & 7);
        return (int) (tag >>> 3);
    }

    long number() {
        require(VARINT);
        return varint();
    }

    String text() {
        return new String(block(), StandardCharsets.UTF_8);
    }

    byte[] block() {
        require(LENGTH_DELIMITED);
        long length = varint();
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] block = new byte[(int) length];
        bytes.get(block);
        return block;
    }

    void skip() {
        switch (wireType) {
            case VARINT -> varint();
            case FIXED_64 -> bytes.getLong();
            case LENGTH_DELIMITED -> block();
            case FIXED_32 -> bytes.getInt();
            default -> throw new IllegalArgumentException("wire type " + wireType + " is not used by Kubernetes");
        }
    }

    private void require(int expected) {
        if (wireType != expected) {
            throw new IllegalArgumentException("wire type " + wireType + " where " + expected + " is expected");
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift <= MOST_SHIFT; shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number of more than ten bytes");
    }
}
