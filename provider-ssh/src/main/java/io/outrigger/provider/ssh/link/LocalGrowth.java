// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Watches a file of this machine by the kernel's notices; both watch and file follow a renamed directory. */
final class LocalGrowth implements Link.Growth {

    private static final int MAXIMUM_BYTES = 1 << 16;
    private static final long CHECK_SECONDS = 5;

    private final FileChannel file;
    private final WatchService watch;
    private long position;

    LocalGrowth(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.READ);
        position = file.size();
        watch = path.getFileSystem().newWatchService();
        Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file has a folder");
        folder.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
    }

    @Override
    public byte[] next() throws IOException, InterruptedException {
        while (true) {
            byte[] appended = read();
            if (appended.length > 0) {
                return appended;
            }
            try {
                // The time limit is for a notice that the kernel dropped.
                WatchKey key = watch.poll(CHECK_SECONDS, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            } catch (ClosedWatchServiceException exception) {
                throw new IOException("the watch was closed", exception);
            }
        }
    }

    private byte[] read() throws IOException {
        long size = file.size();
        if (size < position) {
            // Cut off by a writer, to keep it small.
            position = 0;
        }
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(MAXIMUM_BYTES, size - position));
        while (buffer.hasRemaining() && file.read(buffer, position + buffer.position()) > 0) {
            // One read usually fills it.
        }
        position += buffer.position();
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Override
    public void close() {
        try (file) {
            watch.close();
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }
}
