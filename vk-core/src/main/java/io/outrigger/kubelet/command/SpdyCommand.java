// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import io.outrigger.kubelet.stream.ClientConnection;
import io.outrigger.kubelet.stream.ReceivedStream;
import io.outrigger.kubelet.stream.SentStream;
import io.outrigger.kubelet.stream.SpdyConnection;
import io.outrigger.kubelet.stream.SpdyStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the SPDY streams of one command, which the client opens in any order, and starts it when all are there. Runs on
 * the event loop of the connection.
 */
public final class SpdyCommand {

    /** One more than there can be, so that a stream too many is refused by its name. */
    private static final int STREAMS = 6;

    private final ClientConnection connection;
    private final CommandProtocol protocol;
    private final CommandCall call;
    private final SpdyConnection session;
    private final Set<String> expected;
    private Runnable inTime = () -> {};
    private @Nullable ReceivedStream stdin;
    private @Nullable SentStream stdout;
    private @Nullable SentStream stderr;
    private @Nullable SentStream error;
    private @Nullable TerminalSizes sizes;

    private SpdyCommand(
            ClientConnection connection, CommandProtocol protocol, CommandOptions options, CommandCall call) {
        this.connection = connection;
        this.protocol = protocol;
        this.call = call;
        this.expected = expected(options, protocol);
        this.session = new SpdyConnection(connection, STREAMS, this::opened);
    }

    /**
     * Waits for the streams.
     *
     * @param creationTimeout how long the client may take to open them
     */
    public static void begin(
            ClientConnection connection,
            CommandProtocol protocol,
            CommandOptions options,
            CommandCall call,
            Duration creationTimeout) {
        call.cancelWith(connection);
        var command = new SpdyCommand(connection, protocol, options, call);
        command.inTime = connection.after(
                creationTimeout, () -> connection.abort("timed out waiting for client to create streams"));
    }

    private static Set<String> expected(CommandOptions options, CommandProtocol protocol) {
        var types = new HashSet<String>();
        types.add("error");
        if (options.stdin()) {
            types.add("stdin");
        }
        if (options.stdout()) {
            types.add("stdout");
        }
        if (options.stderr()) {
            types.add("stderr");
        }
        if (options.tty() && protocol.resizes()) {
            types.add("resize");
        }
        return types;
    }

    private boolean opened(SpdyStream stream) {
        var type = stream.header("streamtype").orElse("");
        if (!expected.remove(type)) {
            return false;
        }
        switch (type) {
            case "stdin" -> {
                stdin = new ReceivedStream(connection);
                stream.receive(stdin);
            }
            case "resize" -> {
                sizes = new TerminalSizes(call.threads());
                stream.receive(sizes);
            }
            case "stdout" -> stdout = stream.output();
            case "stderr" -> stderr = stream.output();
            default -> error = stream.output();
        }
        if (expected.isEmpty() && error != null) {
            inTime.run();
            call.start(new CommandStreams(
                    connection, stdin, stdout, stderr, error, sizes, protocol.endsWithStatus(), session::end));
        }
        return true;
    }
}
