// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** The way to this machine: processes and files of its own. */
public final class LocalLink implements Link {

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(15);

    private final LocalCommand commands;

    /**
     * @param threads makes the threads that read the output of commands
     */
    public LocalLink(ThreadFactory threads) {
        this.commands = new LocalCommand(threads, COMMAND_TIMEOUT);
    }

    @Override
    public CommandOutput run(List<String> command) throws IOException {
        return commands.run(command);
    }

    @Override
    public HostProcess start(List<String> command) throws IOException {
        return commands.start(command);
    }

    @Override
    public HostProcess startWithClaim(List<String> command) throws IOException {
        // The claim lasts as long as this program, and so does what reads its input from it.
        return start(command);
    }

    @Override
    public Duration patience() {
        return COMMAND_TIMEOUT;
    }

    @Override
    public PortForward.Connection connect(String host, int port, Duration limit) throws IOException {
        return LocalConnection.open(host, port, limit);
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(Path.of(path));
    }

    @Override
    public boolean isFile(String path) {
        return Files.isRegularFile(Path.of(path), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        try {
            // What is below holds secrets of pods.
            Files.createDirectory(
                    Path.of(path), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException exception) {
            if (!Files.isDirectory(Path.of(path))) {
                throw exception;
            }
        }
    }

    @Override
    public void write(String directory, List<HostFile> files) throws IOException {
        LocalFiles target = new LocalFiles(Path.of(directory));
        for (HostFile file : files) {
            target.write(file);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(Path.of(from), Path.of(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void remove(String path) throws IOException {
        Path root = Path.of(path);
        if (Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            for (String name : names(path)) {
                remove(path + "/" + name);
            }
        }
        Files.deleteIfExists(root);
    }

    @Override
    public List<String> names(String directory) throws IOException {
        try (Stream<Path> paths = Files.list(Path.of(directory))) {
            return paths.map(path -> path.getFileName().toString()).toList();
        } catch (NoSuchFileException | NotDirectoryException exception) {
            return List.of();
        } catch (UncheckedIOException exception) {
            throw exception.getCause();
        }
    }

    @Override
    public SeekableByteChannel open(String file) throws IOException {
        return Files.newByteChannel(Path.of(file));
    }

    @Override
    public Growth watch(String file) throws IOException {
        return new LocalGrowth(Path.of(file));
    }

    @Override
    public Claim claim(String file, String holder, List<String> farewell) throws IOException, ClaimedException {
        return LocalClaim.take(Path.of(file), holder);
    }

    @Override
    public List<String> addresses() {
        return LocalAddresses.find();
    }

    @Override
    public void close() {
        // Nothing is open between calls.
    }
}
