// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.link.UnreachableException;
import io.outrigger.provider.ssh.transport.SftpAnswer.Attributes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.sftp.SftpModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.jspecify.annotations.Nullable;

/** Files of another host, over one SFTP channel that is opened when it is needed and kept. Safe from any thread. */
final class RemoteFiles {

    private static final int VERSION = 3;
    private static final int OWNER_ONLY = 0700;
    private static final int BLOCK = 1 << 16;
    private static final int MOST_NAMES = 100_000;

    /** What is done over the channel. */
    private interface Work<T> {
        T with(Sftp sftp) throws IOException;
    }

    private final HostConnections connections;
    private final RemoteCommands commands;
    private final Undisturbed undisturbed;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Sftp present;

    RemoteFiles(HostConnections connections, RemoteCommands commands) {
        this.connections = connections;
        this.commands = commands;
        this.undisturbed = connections.transport().undisturbed();
    }

    boolean exists(String path) throws IOException {
        return with(sftp -> sftp.stat(path).attributes(path)).isPresent();
    }

    boolean isFile(String path) throws IOException {
        return lstat(path).filter(Attributes::file).isPresent();
    }

    private Optional<Attributes> lstat(String path) throws IOException {
        return with(sftp -> sftp.lstat(path).attributes(path));
    }

    void makeDirectory(String path) throws IOException {
        with(sftp -> {
            SftpAnswer made = sftp.makeDirectory(path, OWNER_ONLY);
            SftpAnswer found = sftp.stat(path);
            IOException failure = null;
            try {
                made.ok(path);
            } catch (IOException exception) {
                failure = exception;
            }
            boolean directory =
                    found.attributes(path).filter(Attributes::directory).isPresent();
            if (failure != null && !directory) {
                throw failure;
            }
            return directory;
        });
    }

    void write(String directory, List<HostFile> files) throws IOException {
        written(directory, files, sftp -> {
            new RemoteWriting(sftp, this::remove, directory, files).run();
            return files;
        });
    }

    void fill(String directory, List<HostFile> files) throws IOException {
        // On a full disk there may be no such directory.
        String parent = directory.substring(0, directory.lastIndexOf('/'));
        written(parent, files, sftp -> {
            new RemoteWriting(sftp, this::remove, directory, files).fillNew();
            return files;
        });
    }

    private void written(String directory, List<HostFile> files, Work<List<HostFile>> writing) throws IOException {
        try {
            with(writing);
        } catch (UnreachableException | InterruptedIOException exception) {
            throw exception;
        } catch (IOException exception) {
            throw explained(directory, files, exception);
        }
    }

    /** OpenSSH calls a full disk "Failure", so the host itself is asked to write as much. */
    private IOException explained(String directory, List<HostFile> files, IOException exception) throws IOException {
        long bytes = files.stream()
                .mapToLong(file -> file.content() == null ? 0 : file.content().length)
                .sum();
        var tried = commands.run(List.of(
                "sh",
                "-c",
                "export LC_ALL=C; dd if=/dev/zero of=\"$1\" bs=65536 count=\"$2\"; code=$?; rm -f \"$1\"; exit $code",
                "sh",
                directory + "/.write-test",
                Long.toString(1 + bytes / BLOCK)));
        return tried.exitCode() == 0
                ? exception
                : new IOException(exception.getMessage() + ": " + tried.error().strip(), exception);
    }

    void rename(String from, String to) throws IOException {
        with(sftp -> {
            sftp.rename(from, to).ok(from);
            return to;
        });
    }

    void remove(String path) throws IOException {
        Optional<Attributes> found = lstat(path);
        if (found.isEmpty()) {
            return;
        }
        if (found.get().directory()) {
            removeTree(path);
            return;
        }
        try {
            with(sftp -> {
                sftp.remove(path).ok(path);
                return path;
            });
        } catch (FileNotFoundException exception) {
            // Somebody else was faster, which is as good.
            return;
        }
    }

    /** By one command, however large it is; it follows no link. */
    private void removeTree(String path) throws IOException {
        var removed = commands.run(List.of("rm", "-rf", "--", path));
        if (removed.exitCode() != 0) {
            throw new IOException(
                    path + " cannot be removed: " + removed.error().strip());
        }
    }

    List<String> names(String directory) throws IOException {
        return with(sftp -> {
            Optional<byte[]> opened = sftp.openDirectory(directory).handleIfPresent(directory);
            if (opened.isEmpty()) {
                return List.of();
            }
            byte[] handle = opened.get();
            List<String> names = new ArrayList<>();
            // The second answer is the end of most directories.
            SftpAnswer next = sftp.readDirectory(handle);
            SftpAnswer following = sftp.readDirectory(handle);
            for (List<String> some = next.names(directory); !some.isEmpty(); some = next.names(directory)) {
                names.addAll(some);
                if (names.size() > MOST_NAMES) {
                    throw new IOException(directory + " holds more than " + MOST_NAMES + " files");
                }
                next = following;
                following = sftp.readDirectory(handle);
            }
            SftpAnswer closed = sftp.close(handle);
            following.whatever();
            closed.whatever();
            names.removeAll(List.of(".", ".."));
            return names;
        });
    }

    SeekableByteChannel open(String file) throws IOException {
        return with(sftp ->
                new RemoteFile(sftp, undisturbed, file, sftp.openToRead(file).handle(file)));
    }

    private <T> T with(Work<T> work) throws IOException {
        // Fails at once while the host is away.
        HostConnection connection = connections.main();
        return undisturbed.call(() -> on(connection, work));
    }

    private <T> T on(HostConnection connection, Work<T> work) throws IOException {
        Sftp sftp = sftp();
        try {
            return work.with(sftp);
        } catch (InterruptedIOException exception) {
            // Either this channel hangs or the whole connection: both are opened anew.
            sftp.close();
            throw connections.silent(connection, exception);
        } catch (IOException exception) {
            throw connection.isOpen() && sftp.isOpen() ? exception : connections.lost(exception);
        } catch (BufferException exception) {
            // Whatever is asked next would be answered as wildly.
            sftp.close();
            throw new IOException("the SFTP server sent what no SFTP server sends", exception);
        }
    }

    private Sftp sftp() throws IOException {
        Sftp known = present;
        if (known != null && known.isOpen()) {
            return known;
        }
        opening.lock();
        try {
            known = present;
            if (known != null && known.isOpen()) {
                return known;
            }
            Sftp opened = openChannel();
            present = opened;
            return opened;
        } finally {
            opening.unlock();
        }
    }

    private Duration patience() {
        return connections.access().timeouts().command();
    }

    /** Why there is no SFTP: the server's no, a host that is too slow, or a server that has none. */
    private IOException withoutSftp(IOException failure) {
        Optional<IOException> refusal = ChannelOpening.refusal(failure).map(IOException.class::cast);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (ChannelOpening.timedOut(failure)) {
            InterruptedIOException slow = new InterruptedIOException(
                    "its SFTP server did not start within " + patience().toSeconds() + " s");
            slow.initCause(failure);
            return slow;
        }
        return new IOException(
                "the SSH server of " + connections.access().address() + " offers no SFTP; allow it with"
                        + " \"Subsystem sftp internal-sftp\" in its sshd_config, or install"
                        + " openssh-sftp-server if it is Dropbear",
                failure);
    }

    private Sftp openChannel() throws IOException {
        AtomicReference<SftpClient> client = new AtomicReference<>();
        connections.command(session -> {
            try {
                // A host that has just started, or has much to do, takes its time to start the server's program.
                SftpModuleProperties.SFTP_CHANNEL_OPEN_TIMEOUT.set(session, patience());
                client.set(SftpClientFactory.instance().createSftpClient(session, VERSION));
                return client.get().getClientChannel();
            } catch (IOException exception) {
                throw withoutSftp(exception);
            }
        });
        boolean usable = false;
        try {
            Sftp opened = new Sftp(client.get(), patience());
            usable = true;
            return opened;
        } finally {
            if (!usable) {
                // It would keep a place on the connection.
                Quietly.close(client.get());
            }
        }
    }
}
