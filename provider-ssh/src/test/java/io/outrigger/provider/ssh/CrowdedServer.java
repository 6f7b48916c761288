// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A server that accepts nobody, before whose door so many wait that the kernel answers no more. */
final class CrowdedServer implements AutoCloseable {

    private static final int MOST = 100;
    private static final int MOMENT_MILLIS = 200;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    private final List<Socket> crowd = new ArrayList<>();

    /** Opens it and fills the place before it. */
    CrowdedServer() throws IOException {
        try {
            while (crowd.size() < MOST) {
                Socket socket = new Socket();
                crowd.add(socket);
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), MOMENT_MILLIS);
            }
        } catch (SocketTimeoutException full) {
            return;
        }
        throw new IOException("the kernel takes any number of connections");
    }

    /** The port on 127.0.0.1 that nobody answers on. */
    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : crowd) {
            socket.close();
        }
        server.close();
    }
}
