// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.net.NetSocket;

/**
 * What Vert.x does not offer in public: it gives the socket of a CONNECT or a GET away, but the API server asks for SPDY
 * with a POST; and a connection that was given away no longer says when it is closed. The one class that touches Vert.x'
 * inside.
 */
final class ConnectionTakeover {

    private ConnectionTakeover() {}

    /** Takes the connection out of HTTP; nothing was answered yet. */
    static Future<NetSocket> socket(HttpConnection connection) {
        return ((Http1ServerConnection) connection).netSocket();
    }

    /** Closes the connection at once, whatever waits to be written; on its event loop. */
    static Runnable kill(HttpConnection connection) {
        var channel = channel(connection);
        return () -> channel.unsafe().close(channel.newPromise());
    }

    /** Runs something when the connection is closed, whatever was spoken on it. */
    static void whenClosed(HttpConnection connection, Runnable action) {
        channel(connection).closeFuture().addListener(closed -> action.run());
    }

    /** Sees requests before Vert.x does. */
    static void before(HttpConnection connection, ChannelHandler handler) {
        channel(connection).pipeline().addBefore("handler", null, handler);
    }

    /** What is below HTTP. */
    static Channel channel(HttpConnection connection) {
        return ((Http1ServerConnection) connection).channelHandlerContext().channel();
    }
}
