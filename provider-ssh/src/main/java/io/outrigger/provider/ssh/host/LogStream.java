// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads the segments of one log one after the other and, when following, waits for more until its end. A host that is
 * asked over a link is asked little: for more, for the next segment and for the end mark; and less often while the
 * container says nothing.
 */
final class LogStream extends InputStream {

    /** Whether an instance of a container is over: by its end mark or, if asked thoroughly, by all that is known. */
    interface Ended {
        boolean ended(boolean thorough) throws IOException;
    }

    /** Looks in vain after which the next ones come more slowly. */
    private static final int QUIET_LOOKS = 10;

    private static final int SLOWNESS = 3;

    private final Link link;
    private final String directory;
    private final long instance;
    private final boolean follow;
    private final Ended ended;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile SeekableByteChannel channel;
    private long segment;
    private int looks;

    LogStream(Link link, String directory, long instance, LogTail begin, boolean follow, Ended ended)
            throws IOException {
        this.link = link;
        this.directory = directory;
        this.instance = instance;
        this.segment = begin.segment();
        this.follow = follow;
        this.ended = ended;
        this.channel = link.open(LogSegments.file(directory, instance, segment));
        this.channel.position(begin.offset());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            boolean last = false;
            while (closed.getCount() > 0) {
                int count = channel.read(ByteBuffer.wrap(target, offset, length));
                if (count > 0) {
                    looks = 0;
                    return count;
                }
                if (nextSegment()) {
                    continue;
                }
                if (!follow || last) {
                    return -1;
                }
                // Asked before the last look, so that nothing written before the end is missed.
                last = ended.ended(thorough());
                looks++;
                if (!last && closed.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                    return -1;
                }
            }
            return -1;
        } catch (ClosedChannelException exception) {
            // Closed by another thread, which is how a follower is stopped.
            return -1;
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while following a log").initCause(exception);
        }
    }

    private Duration pause() {
        return link.lookInterval().multipliedBy(looks > QUIET_LOOKS ? SLOWNESS : 1);
    }

    /** Now and then the whole directory is looked at: a follower that is slow may have missed segments. */
    private boolean thorough() {
        return looks % QUIET_LOOKS == 0;
    }

    private boolean nextSegment() throws IOException {
        if (!thorough() && !link.exists(LogSegments.file(directory, instance, segment + 1))) {
            return false;
        }
        LogSegments segments = LogSegments.find(link, directory);
        for (long candidate : segments.of(instance)) {
            if (candidate > segment) {
                // What was appended to the old one between the last read and the first byte of the new one.
                if (channel.position() < channel.size()) {
                    return true;
                }
                channel.close();
                channel = link.open(LogSegments.file(directory, instance, candidate));
                segment = candidate;
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        channel.close();
    }
}
