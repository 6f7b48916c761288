// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import javax.net.SocketFactory;
import okhttp3.Dns;

/** Makes sockets for one question to a container; names are resolved where the connection begins. */
final class NetworkSockets extends SocketFactory implements Dns {

    private static final byte[] STANDS_FOR_ANY = {127, 0, 0, 1};

    private final Network network;
    private final Target target;
    private final long end;

    /**
     * @param limit how long after this moment a server may take to accept
     */
    NetworkSockets(Network network, Target target, Duration limit) {
        this.network = network;
        this.target = target;
        this.end = System.nanoTime() + limit.toNanos();
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        return List.of(InetAddress.getByAddress(host, STANDS_FOR_ANY));
    }

    @Override
    public Socket createSocket() {
        return new NetworkSocket(network, target, end);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("a socket is connected after it was made");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException("a socket is connected after it was made");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("a socket is connected after it was made");
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException("a socket is connected after it was made");
    }
}
