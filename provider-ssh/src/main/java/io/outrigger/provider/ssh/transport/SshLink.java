// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.ClaimedException;
import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.HostFile;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.provider.ssh.link.HostTerminal;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The way to another machine. While it is away every call fails at once, until it is time to try again. */
final class SshLink implements Link {

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(300);

    private final HostConnections connections;
    private final RemoteCommands commands;
    private final RemoteFiles files;

    SshLink(HostConnections connections) {
        this.connections = connections;
        this.commands = new RemoteCommands(connections);
        this.files = new RemoteFiles(connections, commands);
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
        HostConnection connection = connections.main();
        try {
            return commands.start(connection, command);
        } catch (InterruptedIOException exception) {
            throw connections.silent(connection, exception);
        } catch (IOException exception) {
            throw connection.isOpen() ? exception : connections.lost(exception);
        }
    }

    @Override
    public void doubt() {
        HostConnection present = connections.present();
        if (present != null) {
            connections.answers(present);
        }
    }

    @Override
    public Duration delay() {
        HostConnection present = connections.present();
        long asked = System.nanoTime();
        boolean answered = present != null && connections.answers(present);
        return answered ? Duration.ofNanos(System.nanoTime() - asked) : Duration.ZERO;
    }

    @Override
    public Duration patience() {
        return commands.patience();
    }

    @Override
    public Optional<HostTerminal> startOnTerminal(List<String> command, int columns, int rows) throws IOException {
        return Optional.of(commands.startOnTerminal(command, columns, rows));
    }

    @Override
    public PortForward.Connection connect(String host, int port, Duration limit) throws IOException {
        if (!host.equals("localhost")) {
            return tunnel(host, port, limit);
        }
        try {
            return tunnel("127.0.0.1", port, limit);
        } catch (ConnectException exception) {
            try {
                // The first was refused at once.
                return tunnel("::1", port, limit);
            } catch (IOException second) {
                exception.addSuppressed(second);
                throw exception;
            }
        }
    }

    private Tunnel tunnel(String host, int port, Duration limit) throws IOException {
        HostConnection connection = connections.main();
        Duration longest = connections.access().timeouts().command();
        try {
            Duration patience = limit.compareTo(longest) < 0 ? limit : longest;
            return connections
                    .transport()
                    .undisturbed()
                    .call(() -> Tunnel.open(connection.session(), host, port, patience));
        } catch (IOException exception) {
            throw connection.isOpen() ? exception : connections.lost(exception);
        }
    }

    @Override
    public boolean exists(String path) throws IOException {
        return files.exists(path);
    }

    @Override
    public boolean isFile(String path) throws IOException {
        return files.isFile(path);
    }

    @Override
    public void makeDirectory(String path) throws IOException {
        files.makeDirectory(path);
    }

    @Override
    public void write(String directory, List<HostFile> content) throws IOException {
        files.write(directory, content);
    }

    @Override
    public void fill(String directory, List<HostFile> content) throws IOException {
        files.fill(directory, content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        files.rename(from, to);
    }

    @Override
    public void remove(String path) throws IOException {
        files.remove(path);
    }

    @Override
    public List<String> names(String directory) throws IOException {
        return files.names(directory);
    }

    @Override
    public SeekableByteChannel open(String file) throws IOException {
        return files.open(file);
    }

    @Override
    public Growth watch(String file) throws IOException {
        return RemoteGrowth.open(commands, file);
    }

    @Override
    public Claim claim(String file, String holder, List<String> farewell) throws IOException, ClaimedException {
        return RemoteClaim.take(connections, commands, file, holder, farewell);
    }

    @Override
    public List<String> addresses() {
        return List.of(connections.address());
    }

    @Override
    public Duration lookInterval() {
        return LOOK_INTERVAL;
    }

    @Override
    public void close() {
        connections.close();
    }
}
