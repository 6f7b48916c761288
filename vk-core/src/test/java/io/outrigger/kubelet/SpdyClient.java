// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynStreamFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynReplyFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A SPDY client as Kubernetes has it: a POST to upgrade, then streams that the client opens. */
final class SpdyClient implements AutoCloseable {

    static final String[] COMMAND = {
        "v5.channel.k8s.io", "v4.channel.k8s.io", "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io"
    };

    private static final int KEPT = 1024 * 1024;

    final String head;
    final BlockingQueue<Integer> pings = new LinkedBlockingQueue<>();
    private final Socket plain;
    private final Socket socket;
    private final SpdyFrames decoder = new SpdyFrames();
    private final SpdyFrames encoder = new SpdyFrames();
    private final Map<Integer, Received> streams = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private int nextId = 1;

    /** Connects and says nothing. */
    SpdyClient(TestClient client, int port) throws IOException {
        plain = new Socket("127.0.0.1", port);
        socket = client.tls().getSocketFactory().createSocket(plain, "127.0.0.1", port, false);
        head = "";
    }

    /** Upgrades; what the server answers is in {@link #head}. */
    SpdyClient(TestClient client, int port, String path, String... protocols) throws IOException {
        plain = new Socket("127.0.0.1", port);
        socket = client.tls().getSocketFactory().createSocket(plain, "127.0.0.1", port, false);
        var request = new StringBuilder(
                "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n" + "Upgrade: SPDY/3.1\r\n");
        for (var protocol : protocols) {
            request.append("X-Stream-Protocol-Version: ").append(protocol).append("\r\n");
        }
        request.append("Content-Length: 0\r\n\r\n");
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
        head = readHead();
    }

    /** What came on one stream. */
    static final class Received {

        final CountDownLatch replied = new CountDownLatch(1);
        final CountDownLatch ended = new CountDownLatch(1);
        volatile boolean reset;
        /** What arrived is digested as well, and not kept when it would be too much. */
        final MessageDigest digest = sha256();

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        synchronized byte[] bytes() {
            return bytes.toByteArray();
        }

        synchronized void add(byte[] piece) {
            digest.update(piece);
            if (bytes.size() < KEPT) {
                bytes.writeBytes(piece);
            }
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        /** Waits for the end and says what there was. */
        String whole() throws InterruptedException {
            if (!ended.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the stream did not end; so far: " + text());
            }
            return text();
        }
    }

    int status() {
        return Integer.parseInt(head.split(" ", 3)[1]);
    }

    /** Begins to read. */
    SpdyClient listen() {
        var reader = new Thread(this::read, "spdy-client");
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    int open(String type) throws IOException {
        return open(Map.of("streamtype", type));
    }

    int open(Map<String, String> headers) throws IOException {
        int id = nextId;
        nextId += 2;
        var frame = new DefaultSpdySynStreamFrame(id, 0, (byte) 0);
        headers.forEach((name, value) -> frame.headers().set(name, value));
        streams.put(id, new Received());
        send(frame);
        return id;
    }

    Received stream(int id) {
        return streams.get(id);
    }

    void data(int id, byte[] bytes, boolean last) throws IOException {
        var frame = new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes));
        frame.setLast(last);
        send(frame);
    }

    void data(int id, String text) throws IOException {
        data(id, text.getBytes(StandardCharsets.UTF_8), false);
    }

    void end(int id) throws IOException {
        data(id, new byte[0], true);
    }

    void reset(int id) throws IOException {
        send(new DefaultSpdyRstStreamFrame(id, SpdyStreamStatus.CANCEL));
    }

    void ping(int id) throws IOException {
        send(new DefaultSpdyPingFrame(id));
    }

    synchronized void send(SpdyFrame frame) throws IOException {
        raw(encoder.encode(frame));
    }

    synchronized void raw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    boolean awaitClosed(int seconds) throws InterruptedException {
        return closed.await(seconds, TimeUnit.SECONDS);
    }

    /** Breaks the connection as a killed process does. */
    void kill() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }

    /** Ends as a process does, without a word of TLS, which a writer that is stuck would hold up. */
    @Override
    public void close() throws IOException {
        plain.close();
    }

    private String readHead() throws IOException {
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

    /** What follows the head of a refusal. */
    String body() throws IOException {
        var length = List.of(head.toLowerCase(Locale.ROOT).split("\r\n")).stream()
                .filter(line -> line.startsWith("content-length: "))
                .mapToInt(line -> Integer.parseInt(line.substring(16)))
                .findFirst()
                .orElse(0);
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    private void read() {
        var piece = new byte[64 * 1024];
        try {
            for (int length = socket.getInputStream().read(piece);
                    length >= 0;
                    length = socket.getInputStream().read(piece)) {
                decoder.decode(Arrays.copyOf(piece, length), this::received);
            }
        } catch (IOException | RuntimeException ended) {
            // The test sees what is missing.
        } finally {
            closed.countDown();
        }
    }

    private void received(Object frame) {
        if (frame instanceof SpdyDataFrame data && streams.containsKey(data.streamId())) {
            var stream = streams.get(data.streamId());
            stream.add(ByteBufUtil.getBytes(data.content()));
            data.release();
            if (data.isLast()) {
                stream.ended.countDown();
            }
        } else if (frame instanceof SpdySynReplyFrame reply && streams.containsKey(reply.streamId())) {
            streams.get(reply.streamId()).replied.countDown();
        } else if (frame instanceof SpdyRstStreamFrame rst && streams.containsKey(rst.streamId())) {
            streams.get(rst.streamId()).reset = true;
            streams.get(rst.streamId()).ended.countDown();
        } else if (frame instanceof SpdyPingFrame ping) {
            pings.add(ping.id());
        }
    }
}
