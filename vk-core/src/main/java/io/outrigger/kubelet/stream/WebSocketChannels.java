// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.stream;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Numbered channels in the messages of one WebSocket. Runs on the event loop of its connection.
 *
 * <p>Messages to a channel that nobody takes are thrown away, as the kubelet does. With close signals (v5) the message
 * {@code 255, channel} ends a channel.
 */
public final class WebSocketChannels {

    private static final int CLOSE_SIGNAL = 255;
    private static final int NONE = -1;
    /** A base64 message is decoded when it is complete, so it cannot be as long as it likes. */
    private static final int LONGEST_TEXT = 2 * 1024 * 1024;

    private static final short NORMAL = 1000;

    private final ClientConnection connection;
    private final ServerWebSocket socket;
    private final ChannelEncoding encoding;
    private final boolean closeSignals;
    private final Map<Integer, StreamReceiver> receivers = new HashMap<>();
    private Buffer text = Buffer.buffer();
    private int current = NONE;

    /**
     * Begins to read.
     *
     * @param closeSignals whether a client may half-close a channel
     */
    public WebSocketChannels(
            ClientConnection connection, ServerWebSocket socket, ChannelEncoding encoding, boolean closeSignals) {
        this.connection = connection;
        this.socket = socket;
        this.encoding = encoding;
        this.closeSignals = closeSignals;
        connection.whenGone(this::gone);
        socket.frameHandler(this::received);
    }

    /** Who takes what the client sends on a channel. */
    public void receive(int channel, StreamReceiver receiver) {
        receivers.put(channel, receiver);
    }

    /** Where to write to the client on a channel; its end is not told, because no protocol has a message for it. */
    public SentStream output(int channel) {
        return new SentStream(connection, new SentStream.Frames() {
            @Override
            public Supplier<Future<Void>> data(byte[] bytes, int from, int length) {
                return message(channel, bytes, from, length);
            }

            @Override
            public Future<Void> end() {
                return Future.succeededFuture();
            }
        });
    }

    /** Sends one message, which may be empty; on the event loop. */
    public Future<Void> send(int channel, byte[] piece) {
        return message(channel, piece, 0, piece.length).get();
    }

    private Supplier<Future<Void>> message(int channel, byte[] bytes, int from, int length) {
        if (encoding == ChannelEncoding.BASE64) {
            var piece = Arrays.copyOfRange(bytes, from, from + length);
            var message = (char) ('0' + channel) + Base64.getEncoder().encodeToString(piece);
            return () -> socket.writeTextMessage(message);
        }
        var message = Buffer.buffer(length + 1).appendByte((byte) channel).appendBytes(bytes, from, length);
        return () -> socket.writeBinaryMessage(message);
    }

    /** Closes the WebSocket in order. */
    public void end() {
        connection.end(() -> socket.close(NORMAL));
    }

    private void gone() {
        var cause = new IOException("the client has gone");
        receivers.values().forEach(receiver -> receiver.fail(cause));
    }

    private void received(WebSocketFrame frame) {
        switch (frame.type()) {
            case PING -> connection.answered();
            case PONG, CLOSE -> {}
            case BINARY, TEXT, CONTINUATION -> {
                if (encoding == ChannelEncoding.BASE64) {
                    text(frame);
                } else {
                    binary(frame);
                }
            }
        }
    }

    /** Hands the parts of a message on as they come, however long it is. */
    private void binary(WebSocketFrame frame) {
        var bytes = frame.binaryData().getBytes();
        if (!frame.isContinuation()) {
            current = NONE;
        }
        int from = 0;
        if (current == NONE && bytes.length > 0) {
            current = bytes[0] & 0xff;
            from = 1;
        }
        take(current, Arrays.copyOfRange(bytes, from, bytes.length));
        if (frame.isFinal()) {
            current = NONE;
        }
    }

    private void text(WebSocketFrame frame) {
        text.appendBuffer(frame.binaryData());
        if (text.length() > LONGEST_TEXT) {
            connection.abort("a message was longer than " + LONGEST_TEXT);
        } else if (frame.isFinal()) {
            var message = text.toString(StandardCharsets.ISO_8859_1);
            text = Buffer.buffer();
            if (!message.isEmpty()) {
                decode(message);
            }
        }
    }

    private void decode(String message) {
        try {
            take(message.charAt(0) - '0', Base64.getDecoder().decode(message.substring(1)));
        } catch (IllegalArgumentException malformed) {
            connection.abort("a message was not base64");
        }
    }

    private void take(int channel, byte[] bytes) {
        if (closeSignals && channel == CLOSE_SIGNAL) {
            for (byte closed : bytes) {
                var receiver = receivers.get(closed & 0xff);
                if (receiver != null) {
                    receiver.end();
                }
            }
            return;
        }
        connection.traffic();
        var receiver = receivers.get(channel);
        if (receiver != null) {
            receiver.data(bytes);
        }
    }
}
