// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines. Keeps nothing between lines, so that an idle watch costs no buffer. Used by one
 * stream; not thread-safe.
 */
final class LineSplitter {

    private static final byte[] NOTHING = {};

    private final Consumer<byte[]> lines;
    private byte[] rest = NOTHING;
    private int length;

    /**
     * @param lines receives each line without its end; empty lines are left out
     */
    LineSplitter(Consumer<byte[]> lines) {
        this.lines = lines;
    }

    void accept(List<ByteBuffer> chunks) {
        for (ByteBuffer chunk : chunks) {
            while (chunk.hasRemaining()) {
                int end = indexOfNewline(chunk);
                if (end < 0) {
                    keep(chunk);
                } else {
                    emit(chunk, end);
                }
            }
        }
    }

    private static int indexOfNewline(ByteBuffer chunk) {
        for (int index = chunk.position(); index < chunk.limit(); index++) {
            if (chunk.get(index) == '\n') {
                return index;
            }
        }
        return -1;
    }

    private void keep(ByteBuffer chunk) {
        int more = chunk.remaining();
        if (length + more > rest.length) {
            rest = Arrays.copyOf(rest, Math.max(length + more, 2 * rest.length));
        }
        chunk.get(rest, length, more);
        length += more;
    }

    private void emit(ByteBuffer chunk, int end) {
        byte[] line = Arrays.copyOf(rest, length + end - chunk.position());
        chunk.get(line, length, end - chunk.position());
        chunk.get();
        rest = NOTHING;
        length = 0;
        if (line.length > 0) {
            lines.accept(line);
        }
    }
}
