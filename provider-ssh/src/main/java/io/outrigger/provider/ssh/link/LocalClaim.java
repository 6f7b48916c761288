// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** A claim by a file lock: the kernel gives it back when this program dies, however it dies. */
final class LocalClaim implements Link.Claim {

    private static final int MAXIMUM_NAME = 512;

    /** Files this program holds: opening one again and closing it would give the lock back, as POSIX has it. */
    private static final Map<Object, String> HELD = new ConcurrentHashMap<>();

    private final Object key;
    private final FileChannel channel;

    private LocalClaim(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    static LocalClaim take(Path file, String holder) throws IOException, ClaimedException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        Object key = Objects.requireNonNull(
                Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        String other = HELD.putIfAbsent(key, holder);
        if (other != null) {
            throw new ClaimedException(other);
        }
        boolean taken = false;
        try {
            LocalClaim claim = new LocalClaim(key, lock(file, holder));
            taken = true;
            return claim;
        } finally {
            if (!taken) {
                HELD.remove(key);
            }
        }
    }

    private static FileChannel lock(Path file, String holder) throws IOException, ClaimedException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
            if (!taken) {
                throw new ClaimedException(read(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAXIMUM_NAME);
        channel.read(buffer, 0);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        HELD.remove(key);
        channel.close();
    }
}
