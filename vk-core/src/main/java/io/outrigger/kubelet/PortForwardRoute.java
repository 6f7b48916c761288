// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.forward.ForwardSlots;
import io.outrigger.kubelet.forward.ForwardTarget;
import io.outrigger.kubelet.forward.SpdyForwards;
import io.outrigger.kubelet.forward.WebSocketForwards;
import io.outrigger.kubelet.stream.ChannelEncoding;
import io.outrigger.kubelet.stream.ClientConnection;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code /portForward/{namespace}/{pod}}, with or without the UID behind the pod: over SPDY, over SPDY in the messages of
 * a WebSocket, and on the channels of a WebSocket as old clients ask. Requests are checked on the event loop.
 */
final class PortForwardRoute {

    private static final String TUNNEL = "SPDY/3.1+" + SpdyForwards.PROTOCOL;
    private static final String BASE64 = "v4.base64.channel.k8s.io";
    static final List<String> WEB_SOCKET = List.of(TUNNEL, "", "v4.channel.k8s.io", BASE64);

    private final PodLookup pods;
    private final StreamSlots slots;
    private final StreamSlots connections;
    private final StreamTimeouts timeouts;
    private final Executor threads;
    private final Executor closers;

    /**
     * @param slots counts clients
     * @param connections counts the connections they have into pods
     * @param threads runs at once what it is given; the slots bound how much that is
     * @param closers closes at once what a client has left behind
     */
    PortForwardRoute(
            PodLookup pods,
            StreamSlots slots,
            StreamSlots connections,
            StreamTimeouts timeouts,
            Executor threads,
            Executor closers) {
        this.pods = pods;
        this.slots = slots;
        this.connections = connections;
        this.timeouts = timeouts;
        this.threads = threads;
        this.closers = closers;
    }

    /** Serves one request; on its event loop. */
    void serve(HttpServerRequest request, List<String> path) throws HttpRefusal {
        var found = StreamTarget.find(pods, path);
        var node = found.node();
        var portForward = found.site().portForward().orElseThrow(() -> StreamTarget.lacks(node, "port-forward"));
        var target = new ForwardTarget(found.ref(), portForward, connectionsOf(node), threads, closers);
        var upgrade = new Upgrade(request, timeouts.idle());
        if (!upgrade.isWebSocket()) {
            var protocol = upgrade.spdyProtocol(List.of(SpdyForwards.PROTOCOL));
            var slot = slot(node);
            upgrade.toSpdy(protocol, connection -> overSpdy(connection, target, slot), slot);
            return;
        }
        var protocol = upgrade.webSocketProtocol(WEB_SOCKET);
        if (protocol.equals(TUNNEL)) {
            var slot = slot(node);
            upgrade.toWebSocket(protocol, (connection, socket) -> overSpdy(connection, target, slot), slot);
            return;
        }
        var encoding = protocol.equals(BASE64) ? ChannelEncoding.BASE64 : ChannelEncoding.BINARY;
        var ports = StreamQuery.parse(request.uri()).ports();
        var slot = slot(node);
        upgrade.toWebSocket(
                protocol,
                (connection, socket) -> {
                    connection.whenGone(slot);
                    WebSocketForwards.begin(connection, socket, encoding, ports, target);
                },
                slot);
    }

    private void overSpdy(ClientConnection connection, ForwardTarget target, Runnable slot) {
        connection.whenGone(slot);
        SpdyForwards.begin(connection, target, timeouts.creation());
    }

    /** Takes a slot and returns what gives it back, once. */
    private Runnable slot(String node) throws HttpRefusal {
        slots.take(node);
        var taken = new AtomicBoolean(true);
        return () -> {
            if (taken.getAndSet(false)) {
                slots.release(node);
            }
        };
    }

    private ForwardSlots connectionsOf(String node) {
        return new ForwardSlots() {
            @Override
            public void take() throws IOException {
                try {
                    connections.take(node);
                } catch (HttpRefusal full) {
                    throw new IOException(full.body(), full);
                }
            }

            @Override
            public void release() {
                connections.release(node);
            }
        };
    }
}
