// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The log of one instance of a container. Its monitor guards it. */
final class BackendLog {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    synchronized void write(String text) {
        text.lines().forEach(line -> lines.add(TIME.format(Instant.now()) + " " + line + "\n"));
        notifyAll();
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized InputStream read(OptionalLong tail, boolean follow) {
        long first = tail.isPresent() ? Math.max(0, lines.size() - tail.getAsLong()) : 0;
        return new Reader((int) first, follow ? Integer.MAX_VALUE : lines.size());
    }

    private final class Reader extends InputStream {

        private int next;
        private final int last;
        private byte[] line = {};
        private int offset;
        private boolean closed;

        Reader(int next, int last) {
            this.next = next;
            this.last = last;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int at, int length) {
            synchronized (BackendLog.this) {
                if (offset == line.length && !nextLine()) {
                    return -1;
                }
                int count = Math.min(length, line.length - offset);
                System.arraycopy(line, offset, target, at, count);
                offset += count;
                return count;
            }
        }

        private boolean nextLine() {
            while (!closed && next < last) {
                if (next < lines.size()) {
                    line = lines.get(next++).getBytes(StandardCharsets.UTF_8);
                    offset = 0;
                    return true;
                }
                if (ended) {
                    return false;
                }
                try {
                    BackendLog.this.wait();
                } catch (InterruptedException exception) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return false;
        }

        @Override
        public void close() {
            synchronized (BackendLog.this) {
                closed = true;
                BackendLog.this.notifyAll();
            }
        }
    }
}
