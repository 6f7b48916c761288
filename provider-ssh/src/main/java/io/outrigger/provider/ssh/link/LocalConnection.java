// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.link;

import io.outrigger.spi.PortForward;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** A TCP connection that this machine opens; a server on this machine may have chosen either family of addresses. */
final class LocalConnection implements PortForward.Connection {

    private static final byte[] IPV4 = {127, 0, 0, 1};
    private static final byte[] IPV6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final Socket socket;
    private final InputStream input;
    private final OutputStream output;

    private LocalConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.input = socket.getInputStream();
        this.output = new HalfClose(socket);
    }

    static LocalConnection open(String host, int port, Duration limit) throws IOException {
        if (host.equals("localhost")) {
            return openLoopback(port, limit);
        }
        return open(InetAddress.getByName(host), port, limit);
    }

    /** Connects to 127.0.0.1, or else to ::1, as a kubelet does. */
    private static LocalConnection openLoopback(int port, Duration limit) throws IOException {
        try {
            return open(InetAddress.getByAddress(IPV4), port, limit);
        } catch (ConnectException exception) {
            try {
                // The first was refused at once.
                return open(InetAddress.getByAddress(IPV6), port, limit);
            } catch (IOException second) {
                exception.addSuppressed(second);
                throw exception;
            }
        }
    }

    private static LocalConnection open(InetAddress address, int port, Duration limit) throws IOException {
        Socket socket = new Socket();
        boolean open = false;
        try {
            // Zero would mean no limit.
            int millis = (int) Math.max(1, Math.min(limit.toMillis(), Integer.MAX_VALUE));
            socket.connect(new InetSocketAddress(address, port), millis);
            LocalConnection connection = new LocalConnection(socket);
            open = true;
            return connection;
        } finally {
            if (!open) {
                socket.close();
            }
        }
    }

    @Override
    public InputStream input() {
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Writes to a socket; closing it ends one direction only. */
    private static final class HalfClose extends FilterOutputStream {

        private final Socket socket;

        HalfClose(Socket socket) throws IOException {
            super(socket.getOutputStream());
            this.socket = socket;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!socket.isClosed() && !socket.isOutputShutdown()) {
                socket.shutdownOutput();
            }
        }
    }
}
