// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.provider.ssh.link.HostProcess;
import io.outrigger.spi.PortForward.Connection;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
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
     * @return empty when the host has no program for it
     * @throws ConnectException when nothing listens there
     */
    static Optional<Connection> open(HostCommands commands, String pod, int port) throws IOException {
        CommandMark mark = CommandMark.next(pod, NAME);
        HostProcess process = commands.start("forward", mark, List.of(Integer.toString(port)));
        SandboxConnection connection = new SandboxConnection(mark, process, commands);
        boolean connected = false;
        try {
            CommandStart start = CommandStart.read(process.error());
            connected = start.started();
            if (start.refusal().equals("connection")) {
                throw new ConnectException("connection refused");
            }
            if (!connected && !start.refusal().equals("tools")) {
                throw new IOException("the network of the pod cannot be entered");
            }
            return connected ? Optional.of(connection) : Optional.empty();
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
