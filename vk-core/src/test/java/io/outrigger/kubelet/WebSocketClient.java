// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket client that keeps every message, and what arrived on each channel. */
final class WebSocketClient implements WebSocket.Listener, AutoCloseable {

    final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final AtomicInteger pings = new AtomicInteger();
    final AtomicInteger pongs = new AtomicInteger();
    private final Map<Integer, ByteArrayOutputStream> channels = new ConcurrentHashMap<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final WebSocket socket;

    WebSocketClient(TestClient client, String path, String... protocols) throws Exception {
        socket = client.webSocket(path, this, protocols).get(10, TimeUnit.SECONDS);
    }

    String protocol() {
        return socket.getSubprotocol();
    }

    void binary(int channel, byte[] bytes) throws Exception {
        var message = ByteBuffer.allocate(bytes.length + 1).put((byte) channel).put(bytes);
        socket.sendBinary(message.flip(), true).get(10, TimeUnit.SECONDS);
    }

    void binary(int channel, String text) throws Exception {
        binary(channel, text.getBytes(StandardCharsets.UTF_8));
    }

    void fragment(byte[] bytes, boolean last) throws Exception {
        socket.sendBinary(ByteBuffer.wrap(bytes), last).get(10, TimeUnit.SECONDS);
    }

    /** Sends one long frame without waiting whether it is taken. */
    void raw(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true);
    }

    void text(String message) throws Exception {
        socket.sendText(message, true).get(10, TimeUnit.SECONDS);
    }

    void abort() {
        socket.abort();
    }

    /** What came on a channel until the server closed in order. */
    String whole(int channel) throws Exception {
        closed.get(20, TimeUnit.SECONDS);
        return soFar(channel);
    }

    synchronized String soFar(int channel) {
        var bytes = channels.get(channel);
        return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.writeBytes(bytes);
        if (last) {
            take(partial.toByteArray());
            partial.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public synchronized CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
        if (last) {
            messages.add(partial.toByteArray());
            partial.reset();
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        pings.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        pongs.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private void take(byte[] message) {
        messages.add(message);
        if (message.length > 0) {
            channels.computeIfAbsent(message[0] & 0xff, none -> new ByteArrayOutputStream())
                    .write(message, 1, message.length - 1);
        }
    }
}
