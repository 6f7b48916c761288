// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Writes files below a directory of this machine, each in one step, so that a reader never sees half of one. */
final class LocalFiles {

    private static final int PERMISSIONS = 07777;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path directory;

    LocalFiles(Path directory) {
        this.directory = directory;
    }

    void write(HostFile file) throws IOException {
        Path path = path(file);
        makeParents(path);
        switch (file.kind()) {
            case DIRECTORY -> {
                if (!Files.isDirectory(path)) {
                    Files.deleteIfExists(path);
                    Files.createDirectory(path);
                }
                changeMode(path, file.mode());
            }
            case LINK ->
                replace(file, path, temporary -> {
                    String target = new String(Objects.requireNonNull(file.content()), StandardCharsets.UTF_8);
                    Files.createSymbolicLink(temporary, Path.of(target));
                });
            case FILE -> replace(file, path, temporary -> fill(temporary, file));
        }
    }

    private Path path(HostFile file) throws IOException {
        try {
            return directory.resolve(file.path());
        } catch (InvalidPathException exception) {
            throw new IOException(
                    "a file cannot be named \"" + file.path() + "\" in the locale of this program; start it with"
                            + " LC_ALL=C.UTF-8",
                    exception);
        }
    }

    private void makeParents(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null && parent.startsWith(directory) && !parent.equals(directory)) {
            // Not the directory itself: if it has gone away, it must not be made again under its old name.
            makeParents(parent);
            if (!Files.isDirectory(parent)) {
                Files.createDirectory(parent);
            }
        }
    }

    private interface Filling {
        void fill(Path temporary) throws IOException;
    }

    private void replace(HostFile file, Path path, Filling filling) throws IOException {
        Path temporary = directory.resolve(file.temporaryPath());
        clear(temporary);
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            // No file can take the place of a directory in one step.
            clear(path);
        }
        try {
            filling.fill(temporary);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void clear(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            List<Path> below;
            try (Stream<Path> found = Files.list(path)) {
                below = found.toList();
            }
            for (Path child : below) {
                clear(child);
            }
        }
        Files.deleteIfExists(path);
    }

    private static void fill(Path temporary, HostFile file) throws IOException {
        FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        try (FileChannel channel = FileChannel.open(
                temporary, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), attribute)) {
            ByteBuffer content = ByteBuffer.wrap(Objects.requireNonNull(file.content()));
            while (content.hasRemaining()) {
                channel.write(content);
            }
            channel.force(false);
        }
        changeMode(temporary, file.mode());
    }

    /** The bit that hands a directory's group on is none of the permissions that Java has names for. */
    private static void changeMode(Path path, int mode) throws IOException {
        Files.setAttribute(path, "unix:mode", mode & PERMISSIONS);
    }
}
