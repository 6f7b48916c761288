// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * Finds where the last lines of a log begin, by reading backwards.
 *
 * @param segment the number of the segment
 * @param offset the place in it
 */
record LogTail(long segment, long offset) {

    private static final int BLOCK = 1 << 16;

    /**
     * @param segments the segments of one instance, oldest first, at least one
     * @param lines how many lines are wanted
     */
    static LogTail find(Link link, String directory, long instance, List<Long> segments, long lines)
            throws IOException {
        long missing = lines;
        long newest = segments.get(segments.size() - 1);
        for (int index = segments.size() - 1; index >= 0; index--) {
            long segment = segments.get(index);
            try (SeekableByteChannel channel = link.open(LogSegments.file(directory, instance, segment))) {
                long end = channel.size();
                if (missing == 0 && segment == newest) {
                    return new LogTail(segment, end);
                }
                long position = end;
                while (position > 0) {
                    long from = Math.max(0, position - BLOCK);
                    byte[] block = read(channel, from, (int) (position - from));
                    for (int at = block.length - 1; at >= 0; at--) {
                        // The line break at the very end closes the last line and begins none.
                        if (block[at] == '\n' && from + at + 1 < end && --missing == 0) {
                            return new LogTail(segment, from + at + 1);
                        }
                    }
                    position = from;
                }
                // The first line of a segment begins without a line break before it.
                if (end > 0 && --missing == 0) {
                    return new LogTail(segment, 0);
                }
            }
        }
        return new LogTail(segments.get(0), 0);
    }

    private static byte[] read(SeekableByteChannel channel, long from, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        channel.position(from);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // One read usually fills it.
        }
        return java.util.Arrays.copyOf(buffer.array(), buffer.position());
    }
}
