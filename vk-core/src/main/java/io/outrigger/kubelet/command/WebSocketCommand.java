// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import io.outrigger.kubelet.stream.ClientConnection;
import io.outrigger.kubelet.stream.ReceivedStream;
import io.outrigger.kubelet.stream.WebSocketChannels;
import io.vertx.core.http.ServerWebSocket;

/** Lays the streams of one command on the channels of a WebSocket ({@code remotecommand/websocket.go}). */
public final class WebSocketCommand {

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;

    private WebSocketCommand() {}

    /** Starts the command; on the event loop of the connection. */
    public static void begin(
            ClientConnection connection,
            ServerWebSocket socket,
            CommandProtocol protocol,
            CommandOptions options,
            CommandCall call) {
        call.cancelWith(connection);
        var channels = new WebSocketChannels(connection, socket, protocol.encoding(), protocol.closesChannels());
        var stdin = options.stdin() ? new ReceivedStream(connection) : null;
        if (stdin != null) {
            channels.receive(STDIN, stdin);
        }
        var sizes = options.tty() ? new TerminalSizes(call.threads()) : null;
        if (sizes != null) {
            channels.receive(RESIZE, sizes);
        }
        // The first message, empty, tells the client that it may begin.
        channels.send(options.stdout() ? STDOUT : options.stderr() ? STDERR : ERROR, new byte[0]);
        call.start(new CommandStreams(
                connection,
                stdin,
                options.stdout() ? channels.output(STDOUT) : null,
                options.stderr() ? channels.output(STDERR) : null,
                channels.output(ERROR),
                sizes,
                protocol.endsWithStatus(),
                channels::end));
    }
}
