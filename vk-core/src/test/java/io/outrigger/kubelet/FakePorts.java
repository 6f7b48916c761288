// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** Ports of a pod, each a server on the loopback address whose connections a test takes. */
final class FakePorts implements PortForward, AutoCloseable {

    final BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();
    private final Map<Integer, ServerSocket> servers = new ConcurrentHashMap<>();

    /** Has somebody listen on a port of the pod. */
    FakePorts listen(int port) throws IOException {
        servers.put(port, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        return this;
    }

    /** The pod's end of the next connection to a port. */
    Socket accept(int port) throws IOException {
        servers.get(port).setSoTimeout(10_000);
        return servers.get(port).accept();
    }

    @Override
    public Connection connect(PodRef pod, int port) throws ProviderException {
        var server = servers.get(port);
        if (server == null) {
            throw new ProviderException(
                    ProviderException.Kind.NOT_FOUND, "nobody listens on port " + port + " of pod " + pod);
        }
        try {
            return new Open(new Socket(server.getInetAddress(), server.getLocalPort()));
        } catch (IOException refused) {
            throw new ProviderException(ProviderException.Kind.INTERNAL, "refused", refused);
        }
    }

    @Override
    public void close() throws IOException {
        for (var server : servers.values()) {
            server.close();
        }
    }

    private final class Open implements Connection {

        private final Socket socket;

        Open(Socket socket) {
            this.socket = socket;
        }

        @Override
        public InputStream input() {
            try {
                return socket.getInputStream();
            } catch (IOException closed) {
                throw new java.io.UncheckedIOException(closed);
            }
        }

        @Override
        public OutputStream output() {
            try {
                return new FilterOutputStream(socket.getOutputStream()) {
                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        out.write(bytes, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        socket.shutdownOutput();
                    }
                };
            } catch (IOException closed) {
                throw new java.io.UncheckedIOException(closed);
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            closed.add(this);
        }
    }
}
