// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/** A client that goes as far as it is told and then ends as a killed process does; used by one thread. */
final class DoomedClient implements AutoCloseable {

    /** The head of a TLS record that announces 512 bytes, and the head of the ClientHello that it would hold. */
    private static final byte[] HALF_A_HELLO = {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3, 7, 7, 7};

    private final TestClient client;
    private final Socket plain;
    private final SpdyFrames spdy = new SpdyFrames();
    private SSLSocket socket;
    private int nextStream = 1;

    DoomedClient(TestClient client, int port) throws IOException {
        this.client = client;
        this.plain = new Socket("127.0.0.1", port);
        plain.setSoTimeout(20_000);
    }

    DoomedClient halfAHello() throws IOException {
        plain.getOutputStream().write(HALF_A_HELLO);
        return this;
    }

    DoomedClient handshake() throws IOException {
        socket = (SSLSocket) client.tls().getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), false);
        socket.startHandshake();
        return this;
    }

    DoomedClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    DoomedClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Reads the head of an answer. */
    String head() throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                break;
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads the whole answer to a request, of which its length is known, and says its status. */
    int status(boolean hasBody) throws IOException {
        var head = head();
        var length = Pattern.compile("(?i)\r\ncontent-length: (\\d+)").matcher(head);
        if (hasBody && length.find()) {
            read(Integer.parseInt(length.group(1)));
        }
        return Integer.parseInt(head.split(" ", 3)[1]);
    }

    /** Reads something of what follows; less when there is no more. */
    int read(int most) throws IOException {
        return socket.getInputStream().readNBytes(most).length;
    }

    /** Everything up to the end of the connection. */
    String rest() throws IOException {
        return new String((socket == null ? plain : socket).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    int openStream(String... namesAndValues) throws IOException {
        var frame = new DefaultSpdySynStreamFrame(nextStream, 0, (byte) 0);
        for (int at = 0; at < namesAndValues.length; at += 2) {
            frame.headers().set(namesAndValues[at], namesAndValues[at + 1]);
        }
        send(spdy.encode(frame));
        nextStream += 2;
        return nextStream - 2;
    }

    DoomedClient streamData(int stream, byte[] bytes, boolean last) throws IOException {
        var frame = new DefaultSpdyDataFrame(stream, Unpooled.wrappedBuffer(bytes));
        frame.setLast(last);
        return send(spdy.encode(frame));
    }

    /** A binary message of a WebSocket, masked with nothing. */
    DoomedClient message(byte[] payload) throws IOException {
        var length = payload.length < 126 ? new byte[] {(byte) (0x80 | payload.length)} : longer(payload.length);
        return send(ByteBuffer.allocate(5 + length.length + payload.length)
                .put((byte) 0x82)
                .put(length)
                .putInt(0)
                .put(payload)
                .array());
    }

    private static byte[] longer(int length) {
        return new byte[] {(byte) (0x80 | 126), (byte) (length >> 8), (byte) length};
    }

    /** Ends without a word, as when a machine loses its memory of the connection. */
    void reset() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Ends as the kernel does for a process that is killed. */
    @Override
    public void close() throws IOException {
        plain.close();
    }
}
