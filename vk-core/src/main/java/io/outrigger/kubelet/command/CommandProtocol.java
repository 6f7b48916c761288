// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.command;

import io.outrigger.kubelet.stream.ChannelEncoding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The versions of the remote command protocol, by the names under which they are negotiated. */
public enum CommandProtocol {
    /** Adds the half-close of stdin to WebSockets. */
    V5("v5.channel.k8s.io", ChannelEncoding.BINARY),
    /** Ends with a {@code v1.Status} in JSON. */
    V4("v4.channel.k8s.io", ChannelEncoding.BINARY),
    /** {@link #V4} in text messages. */
    V4_BASE64("v4.base64.channel.k8s.io", ChannelEncoding.BASE64),
    /** Adds terminal sizes. */
    V3("v3.channel.k8s.io", ChannelEncoding.BINARY),
    /** Tells errors on a stream of their own. */
    V2("v2.channel.k8s.io", ChannelEncoding.BINARY),
    /** The first. */
    V1("channel.k8s.io", ChannelEncoding.BINARY),
    /** {@link #V1} in text messages. */
    V1_BASE64("base64.channel.k8s.io", ChannelEncoding.BASE64),
    /** What a WebSocket without sub-protocol speaks. */
    UNNAMED("", ChannelEncoding.BINARY);

    private final String protocolName;
    private final ChannelEncoding encoding;

    CommandProtocol(String protocolName, ChannelEncoding encoding) {
        this.protocolName = protocolName;
        this.encoding = encoding;
    }

    /** What the kubelet accepts over SPDY, best first. */
    public static List<String> spdy() {
        return Stream.of(V4, V3, V2, V1).map(each -> each.protocolName).toList();
    }

    /** What is accepted over WebSockets. */
    public static List<String> webSocket() {
        return Stream.of(UNNAMED, V5, V4, V4_BASE64, V1, V1_BASE64)
                .map(each -> each.protocolName)
                .toList();
    }

    /** A version by its name. */
    public static Optional<CommandProtocol> named(String name) {
        return Arrays.stream(values())
                .filter(each -> each.protocolName.equals(name))
                .findFirst();
    }

    ChannelEncoding encoding() {
        return encoding;
    }

    boolean closesChannels() {
        return this == V5;
    }

    boolean resizes() {
        return this == V5 || this == V4 || this == V4_BASE64 || this == V3;
    }

    boolean endsWithStatus() {
        return this == V5 || this == V4 || this == V4_BASE64;
    }
}
