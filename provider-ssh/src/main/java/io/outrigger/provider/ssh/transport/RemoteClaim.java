// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.ClaimedException;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A claim that a command on the host holds for us as long as we are connected and say so. It is taken anew on each main
 * connection before anything else is done there; our own, left on a connection that was lost, is taken over at once.
 */
final class RemoteClaim implements Link.Claim {

    private static final int BEAT_SECONDS = 20;
    private static final int SILENCE_SECONDS = 60;
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final String HELD = "held ";
    private static final String CLAIMED = "claimed";

    private final HostConnections connections;
    private final RemoteCommands commands;
    private final List<String> arguments;
    private volatile @Nullable RemoteProcess process;
    private volatile boolean givenBack;

    private RemoteClaim(HostConnections connections, RemoteCommands commands, List<String> arguments) {
        this.connections = connections;
        this.commands = commands;
        this.arguments = List.copyOf(arguments);
    }

    static RemoteClaim take(
            HostConnections connections, RemoteCommands commands, String file, String holder, List<String> farewell)
            throws IOException, ClaimedException {
        List<String> arguments = new ArrayList<>(List.of(
                file, holder.replace('\n', ' '), UUID.randomUUID().toString(), Integer.toString(SILENCE_SECONDS)));
        arguments.addAll(farewell);
        RemoteClaim claim = new RemoteClaim(connections, commands, arguments);
        claim.take(connections.main());
        connections.greetWith(claim::takeAgain);
        return claim;
    }

    private void takeAgain(HostConnection connection) throws IOException {
        try {
            take(connection);
        } catch (ClaimedException exception) {
            throw new UnreachableException(
                    "the directory of " + arguments.get(0) + " on "
                            + connections.access().address()
                            + " was taken over by " + exception.holder()
                            + "; stop that program, or give this site another directory",
                    exception);
        }
    }

    private void take(HostConnection connection) throws IOException, ClaimedException {
        RemoteProcess started = commands.start(connection, HostScript.CLAIM.command(arguments));
        boolean taken = false;
        try {
            String answer = FirstLine.read(started, commands.patience(), commands.timer());
            if (answer.startsWith(HELD)) {
                throw new ClaimedException(answer.substring(HELD.length()));
            }
            if (!answer.equals(CLAIMED)) {
                throw new IOException(arguments.get(0) + " cannot be claimed: " + answer
                        + FirstLine.complaint(started, commands.patience(), commands.timer()));
            }
            taken = true;
        } finally {
            if (!taken) {
                started.close();
            }
        }
        process = started;
        ScheduledFuture<?> beats = commands.timer()
                .scheduleAtFixedRate(() -> say(started, "\n"), BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
        started.onEnd(() -> {
            beats.cancel(false);
            if (!givenBack) {
                // Without its claim, nothing may be done on a connection.
                connection.close();
            }
        });
    }

    private static void say(RemoteProcess process, String word) {
        try {
            process.input().write(word.getBytes(StandardCharsets.US_ASCII));
            process.input().flush();
        } catch (IOException exception) {
            process.close();
        }
    }

    @Override
    public void close() {
        givenBack = true;
        connections.greetWith(null);
        RemoteProcess held = process;
        if (held != null) {
            say(held, "bye\n");
            held.awaitEnd(FAREWELL);
            held.close();
        }
    }
}
