// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A socket that connects through a {@link Network}. Closing it, from any thread, ends whatever waits on it. */
final class NetworkSocket extends Socket {

    private final Network network;
    private final Target target;
    private final long end;
    private volatile PortForward.@Nullable Connection connection;
    private volatile boolean closed;

    /**
     * @param end until when the server may accept, as {@link System#nanoTime} counts
     */
    NetworkSocket(Network network, Target target, long end) {
        this.network = network;
        this.target = target;
        this.end = end;
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        InetSocketAddress address = (InetSocketAddress) endpoint;
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (left.isNegative() || left.isZero()) {
            throw new SocketTimeoutException("connect timed out");
        }
        PortForward.Connection opened = network.connect(target, address.getHostString(), address.getPort(), left);
        connection = opened;
        if (closed) {
            opened.close();
            throw new SocketException("Socket closed");
        }
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new BoundedInput(opened().input());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return opened().output();
    }

    private PortForward.Connection opened() throws SocketException {
        PortForward.Connection present = connection;
        if (present == null || closed) {
            throw new SocketException(closed ? "Socket closed" : "Socket is not connected");
        }
        return present;
    }

    @Override
    public boolean isConnected() {
        return connection != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** The whole call has a limit; single reads have none. */
    @Override
    public void setSoTimeout(int timeout) {
        // Nothing to be set.
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // The network decides.
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        PortForward.Connection present = connection;
        if (present != null) {
            present.close();
        }
        super.close();
    }
}
