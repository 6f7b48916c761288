// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.SocketFactory;
import okhttp3.Dns;

/** Makes sockets for one container; names are resolved where the connection begins. */
final class NetworkSockets extends SocketFactory implements Dns {

    private static final byte[] STANDS_FOR_ANY = {127, 0, 0, 1};

    private final Network network;
    private final Target target;

    NetworkSockets(Network network, Target target) {
        this.network = network;
        this.target = target;
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        return List.of(InetAddress.getByAddress(host, STANDS_FOR_ANY));
    }

    @Override
    public Socket createSocket() {
        return new NetworkSocket(network, target);
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
