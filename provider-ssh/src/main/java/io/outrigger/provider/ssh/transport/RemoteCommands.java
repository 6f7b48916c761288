// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.CommandOutput;
import io.outrigger.provider.ssh.link.ShellWords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;

/** Runs commands on another host. Its login shell parses one line, in which every word of a command is quoted. */
final class RemoteCommands {

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String TERMINAL = "xterm";
    private static final int MAXIMUM_OUTPUT = 64 << 20;

    private final HostConnections connections;

    RemoteCommands(HostConnections connections) {
        this.connections = connections;
    }

    Duration patience() {
        return connections.access().timeouts().command();
    }

    ScheduledThreadPoolExecutor timer() {
        return connections.transport().timer();
    }

    /** What a login shell is given to run a command in its own place. */
    static String line(List<String> command) {
        return line(BehindGreeting.COMMAND, command);
    }

    private static String line(String mark, List<String> command) {
        return "export PATH=\"${PATH:-" + DEFAULT_PATH + "}\"; " + mark + "exec " + ShellWords.join(command);
    }

    CommandOutput run(List<String> command) throws IOException {
        String line = line(checked(command));
        Collected output = new Collected();
        Collected error = new Collected();
        ChannelExec channel = connections.command(session -> {
            ChannelExec made = exec(session, line);
            made.setOut(output);
            made.setErr(error);
            return ChannelOpening.open(made, patience());
        });
        try {
            channel.getInvertedIn().close();
            await(channel, command.get(0));
            return output(RemoteProcess.ExitCodes.of(channel), output.toByteArray(), error.toByteArray());
        } finally {
            ChannelOpening.undo(channel);
        }
    }

    private static CommandOutput output(int exitCode, byte[] output, byte[] error) {
        if (!BehindGreeting.begun(output)) {
            // The login shell ran no command: whatever it says about that is the complaint.
            return new CommandOutput(exitCode, "", text(error) + text(output));
        }
        return new CommandOutput(exitCode, text(BehindGreeting.of(output)), text(BehindGreeting.of(error)));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void await(ChannelExec channel, String name) throws IOException {
        Duration patience = patience();
        CountDownLatch ended = new CountDownLatch(1);
        channel.addCloseFutureListener(closed -> ended.countDown());
        try {
            if (ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while a command ran").initCause(exception);
        }
        InterruptedIOException late =
                new InterruptedIOException("\"" + name + "\" did not end within " + patience.toSeconds() + " s");
        HostConnection present = connections.present();
        throw present == null ? late : connections.silent(present, late);
    }

    RemoteProcess start(List<String> command) throws IOException {
        String line = line(checked(command));
        return new RemoteProcess(connections.stream(session -> ChannelOpening.open(exec(session, line), patience())));
    }

    /** The same on a terminal that the server makes, unless it is told to make none. */
    RemoteTerminal startOnTerminal(List<String> command, int columns, int rows) throws IOException {
        String line = line(BehindGreeting.COMMAND_ON_TERMINAL, checked(command));
        return new RemoteTerminal(connections.stream(session -> {
            ChannelExec made = exec(session, line);
            made.setUsePty(true);
            made.setPtyType(TERMINAL);
            made.setPtyColumns(columns);
            made.setPtyLines(rows);
            made.setPtyModes(Map.of());
            return ChannelOpening.open(made, patience());
        }));
    }

    /** The same on one connection. */
    RemoteProcess start(HostConnection connection, List<String> command) throws IOException {
        String line = line(checked(command));
        if (!connection.places().take(0)) {
            throw new IOException("the connection takes no more sessions");
        }
        return new RemoteProcess(connection.open(session -> ChannelOpening.open(exec(session, line), patience())));
    }

    private static ChannelExec exec(ClientSession session, String line) throws IOException {
        return session.createExecChannel(line, StandardCharsets.UTF_8, null, null);
    }

    private static List<String> checked(List<String> command) throws IOException {
        if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IOException("a word of a command holds a byte of value zero, which no process can be given");
        }
        return command;
    }

    /** Keeps what a command writes, up to a limit: beyond, it is cut off, and the reader finds no end mark. */
    private static final class Collected extends ByteArrayOutputStream {

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, Math.min(length, MAXIMUM_OUTPUT - size()));
        }
    }
}
