// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.forward;

import io.outrigger.kubelet.stream.ChannelEncoding;
import io.outrigger.kubelet.stream.ClientConnection;
import io.outrigger.kubelet.stream.ReceivedStream;
import io.outrigger.kubelet.stream.WebSocketChannels;
import io.vertx.core.http.ServerWebSocket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One connection for each port that the query names, on two channels each ({@code portforward/websocket.go}): what an
 * old client asks for. The first message of a channel is its port in two bytes, the lower one first.
 */
public final class WebSocketForwards {

    private WebSocketForwards() {}

    /** Connects to all ports; on the event loop of the connection. */
    public static void begin(
            ClientConnection connection,
            ServerWebSocket socket,
            ChannelEncoding encoding,
            List<Integer> ports,
            ForwardTarget target) {
        var channels = new WebSocketChannels(connection, socket, encoding, false);
        var open = new AtomicInteger(ports.size());
        for (int index = 0; index < ports.size(); index++) {
            int port = ports.get(index);
            int data = 2 * index;
            var fromClient = new ReceivedStream(connection);
            channels.receive(data, fromClient);
            var number = new byte[] {(byte) port, (byte) (port >> Byte.SIZE)};
            channels.send(data, number);
            channels.send(data + 1, number);
            var forwarded = new ForwardedPort(
                    target, port, fromClient, channels.output(data), channels.output(data + 1), over -> {
                        if (open.decrementAndGet() == 0) {
                            channels.end();
                        }
                    });
            connection.whenGone(forwarded::cancel);
            forwarded.start();
        }
    }
}
