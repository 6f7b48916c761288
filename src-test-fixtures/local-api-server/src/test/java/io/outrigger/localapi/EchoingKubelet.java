// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A kubelet endpoint that accepts every upgrade, as for SPDY, and then sends back whatever it receives. */
final class EchoingKubelet implements AutoCloseable {
    private static final String END_OF_HEAD = "\r\n\r\n";

    final List<String> heads = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final NetServer server;

    EchoingKubelet() {
        NetServerOptions options = new NetServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(TestCertificate.create());
        server = vertx.createNetServer(options)
                .connectHandler(this::accept)
                .listen()
                .await();
    }

    int port() {
        return server.actualPort();
    }

    private void accept(NetSocket socket) {
        Buffer head = Buffer.buffer();
        socket.handler(bytes -> {
            head.appendBuffer(bytes);
            if (head.toString().endsWith(END_OF_HEAD)) {
                heads.add(head.toString());
                socket.handler(socket::write);
                socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n");
            }
        });
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
