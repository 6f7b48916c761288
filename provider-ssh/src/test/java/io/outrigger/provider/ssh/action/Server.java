// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.link.LocalLink;
import io.outrigger.spi.PodRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on the loopback address that does to each connection what a test says. */
final class Server implements AutoCloseable {

    /** What it does. */
    interface Manner {
        void serve(InputStream input, OutputStream output) throws IOException, InterruptedException;
    }

    static final Target TARGET = new Target(new PodRef("default", "web", "u1"), "main", "localhost");

    private static final Link LINK = new LocalLink(Thread::new);

    /** The network of this machine. */
    static final Network NETWORK = (target, host, port, limit) -> LINK.connect(host, port, limit);

    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket listening;
    private final Thread accepting;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    Server(Manner manner) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), manner);
    }

    Server(ServerSocket listening, Manner manner) {
        this.listening = listening;
        this.accepting = start(() -> {
            while (true) {
                Socket socket = listening.accept();
                open.add(socket);
                connections.incrementAndGet();
                start(() -> {
                    try (socket) {
                        manner.serve(socket.getInputStream(), socket.getOutputStream());
                    }
                });
            }
        });
    }

    /** Work that ends when it is told to, or when its peer is gone. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static Thread start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException exception) {
                        // The test is over, or the client has had enough.
                        Thread.currentThread().interrupt();
                    }
                },
                "test-server");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Says nothing until the client leaves. */
    static void keepSilent(InputStream input, OutputStream output) throws IOException {
        input.transferTo(OutputStream.nullOutputStream());
    }

    /** Whether the clients have closed all of its connections, or do so within two seconds. */
    boolean left() throws IOException {
        for (Socket socket : open) {
            if (!socket.isClosed()) {
                try {
                    socket.setSoTimeout(2000);
                    while (socket.getInputStream().read() >= 0) {
                        // What was sent before.
                    }
                } catch (java.net.SocketTimeoutException exception) {
                    return false;
                } catch (IOException gone) {
                    continue;
                }
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        try {
            // Its port takes connections until nobody waits for one any more.
            accepting.join();
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : open) {
            socket.close();
        }
    }
}
