// SPDX-License-Identifier: Apache-2.0
package io.outrigger.benchmark;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** A bare client of streams over TLS that counts bytes and keeps none. It trusts whoever answers. One thread. */
final class StreamClient implements AutoCloseable {

    private static final SSLSocketFactory FACTORY = trustingAll();
    private static final int END = 8;
    private static final int BUFFER = 1 << 16;

    private final Socket socket;
    private final DataInputStream input;

    private StreamClient(int port) throws IOException {
        socket = FACTORY.createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        input = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
    }

    /** Connects and asks for nothing. */
    static StreamClient plain(int port) throws IOException {
        return new StreamClient(port);
    }

    /** Asks for a path and reads the head of the answer. */
    static StreamClient get(int port, String path) throws IOException {
        return new StreamClient(port).ask(path, "", 200);
    }

    /** Opens a WebSocket with the channels of Kubernetes. */
    static StreamClient channels(int port, String path, String protocol) throws IOException {
        return new StreamClient(port)
                .ask(
                        path,
                        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: "
                                + protocol + "\r\n",
                        101);
    }

    private StreamClient ask(String path, String headers, int expected) throws IOException {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        if (!status.startsWith("HTTP/1.1 " + expected + " ")) {
            throw new IOException(path + ": " + status);
        }
        while (!line().isEmpty()) {
            // Nothing in the head matters here.
        }
        return this;
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int next = input.read(); next != '\n'; next = input.read()) {
            if (next < 0) {
                throw new EOFException("the answer ended in its head: " + text);
            }
            text.append((char) next);
        }
        return text.toString().strip();
    }

    /** Reads until the other side closes; returns how many bytes that were. */
    long drain() throws IOException {
        byte[] block = new byte[BUFFER];
        long bytes = 0;
        for (int count = input.read(block); count >= 0; count = input.read(block)) {
            bytes += count;
        }
        return bytes;
    }

    /** Reads the messages of a WebSocket until it ends or as many bytes have come; returns how many that were. */
    long messages(long most) throws IOException {
        byte[] block = new byte[BUFFER];
        long bytes = 0;
        while (bytes < most) {
            int kind = input.readUnsignedByte() & 0x0f;
            long length = input.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = input.readUnsignedShort();
            } else if (length == 127) {
                length = input.readLong();
            }
            for (long left = length; left > 0; ) {
                int count = (int) Math.min(left, block.length);
                input.readFully(block, 0, count);
                left -= count;
            }
            if (kind == END) {
                return bytes;
            }
            // The first byte of a message is its channel.
            bytes += Math.max(0, length - 1);
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static SSLSocketFactory trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Both ends are this benchmark's.
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException("this JDK has no TLS", exception);
        }
    }
}
