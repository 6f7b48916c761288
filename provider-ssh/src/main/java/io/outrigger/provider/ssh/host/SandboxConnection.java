// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.action.BarredException;
import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.spi.PortForward.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A connection to a port in the network of a pod's sandbox, by a copying program that enters it on the host. */
final class SandboxConnection implements Connection {

    /** No container has this name, so that the copy belongs to none. */
    private static final String NAME = "port";

    private final CommandMark mark;
    private final HostProcess process;
    private final HostCommands commands;

    private SandboxConnection(CommandMark mark, HostProcess process, HostCommands commands) {
        this.mark = mark;
        this.process = process;
        this.commands = commands;
    }

    /**
     * Connects.
     *
     * @param limit how long the server may take to accept
     * @return empty when the host has no program for it
     * @throws ConnectException when nothing listens there
     * @throws BarredException when the network cannot be entered
     * @throws InterruptedIOException when nothing has accepted in time, or the thread was interrupted
     */
    static Optional<Connection> open(HostCommands commands, String pod, int port, Duration limit) throws IOException {
        CommandMark mark = CommandMark.next(pod, NAME);
        // The program ends by itself as well, for it cannot be told while it waits.
        String seconds = Long.toString(limit.plusMillis(999).toSeconds());
        HostProcess process = commands.start("forward", mark, List.of(Integer.toString(port), seconds));
        SandboxConnection connection = new SandboxConnection(mark, process, commands);
        boolean connected = false;
        try {
            CommandStart start = commands.awaitStart(process, limit);
            connected = start.started();
            if (connected) {
                return Optional.of(connection);
            }
            switch (start.refusal()) {
                case "tools" -> {
                    return Optional.empty();
                }
                case "connection" -> throw new ConnectException("connection refused");
                case "timeout" -> throw new SocketTimeoutException("connect timed out");
                default -> throw new BarredException("the network of the pod cannot be entered on its host");
            }
        } finally {
            if (!connected) {
                connection.close();
            }
        }
    }

    @Override
    public InputStream input() {
        return process.output();
    }

    @Override
    public OutputStream output() {
        return process.input();
    }

    /** The copying program ends when nobody reads from it any more, whatever the server does. */
    @Override
    public void close() {
        process.close();
        commands.remove(mark);
    }
}
