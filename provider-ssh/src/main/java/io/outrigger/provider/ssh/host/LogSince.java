// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Skips whole segments that are older than what is wanted. */
final class LogSince {

    private static final int STAMP_LENGTH = 30;

    private LogSince() {}

    /** The newest segment before which nothing is wanted. */
    static long skip(Link link, String directory, long instance, List<Long> segments, Optional<Instant> since)
            throws IOException {
        if (since.isPresent()) {
            for (int index = segments.size() - 1; index > 0; index--) {
                Optional<Instant> first = firstStamp(link, LogSegments.file(directory, instance, segments.get(index)));
                if (first.isPresent() && first.get().isBefore(since.get())) {
                    return segments.get(index);
                }
            }
        }
        return segments.get(0);
    }

    private static Optional<Instant> firstStamp(Link link, String file) throws IOException {
        try (SeekableByteChannel channel = link.open(file)) {
            ByteBuffer buffer = ByteBuffer.allocate(STAMP_LENGTH);
            if (channel.read(buffer) < STAMP_LENGTH) {
                return Optional.empty();
            }
            return Optional.of(Instant.parse(new String(buffer.array(), StandardCharsets.US_ASCII)));
        } catch (DateTimeParseException exception) {
            // Not a line's beginning, so nothing can be said of this segment.
            return Optional.empty();
        }
    }
}
