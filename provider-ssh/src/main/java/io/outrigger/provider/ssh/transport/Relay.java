// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadFactory;
import org.apache.sshd.client.session.ClientSession;

/**
 * Leads one connection of this program through a host to the next one. It listens on the loopback address for that one
 * connection; whoever else came first would reach nothing but the next host's SSH server.
 */
final class Relay implements AutoCloseable {

    private static final int BUFFER = 1 << 15;
    private static final int ACCEPT_MILLIS = 15_000;

    private final ServerSocket server;
    private final Tunnel tunnel;
    private final ThreadFactory threads;

    private Relay(ServerSocket server, Tunnel tunnel, ThreadFactory threads) {
        this.server = server;
        this.tunnel = tunnel;
        this.threads = threads;
    }

    static Relay open(ClientSession hop, SshAccess next, ThreadFactory threads) throws IOException {
        Tunnel tunnel =
                Tunnel.open(hop, next.host(), next.port(), next.timeouts().connect());
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(ACCEPT_MILLIS);
        Relay relay = new Relay(server, tunnel, threads);
        relay.start("relay", relay::carry);
        return relay;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private void start(String name, Runnable work) {
        Thread thread = threads.newThread(work);
        thread.setName("ssh-" + name);
        thread.start();
    }

    private void carry() {
        try (ServerSocket listening = server;
                Socket socket = accept(listening)) {
            InputStream back = tunnel.input();
            OutputStream out = socket.getOutputStream();
            start("relay-back", () -> copy(back, out, socket));
            copy(socket.getInputStream(), tunnel.output(), tunnel);
        } catch (IOException exception) {
            Quietly.close(tunnel);
        }
    }

    private static Socket accept(ServerSocket listening) throws IOException {
        Socket socket = listening.accept();
        listening.close();
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static void copy(InputStream from, OutputStream to, AutoCloseable end) {
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                to.write(buffer, 0, count);
                to.flush();
            }
        } catch (IOException exception) {
            // Either side is gone, so the other one has to go.
        } finally {
            Quietly.close(end);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        tunnel.close();
    }
}
