// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts connections from their first moment, before TLS, and keeps the {@link EndpointLimits}. Thread-safe: accepted
 * on the thread that listens, proven and closed on event loops.
 */
final class AcceptedConnections {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptedConnections.class);

    private final EndpointLimits limits;
    private final Map<InetAddress, Caller> callers = new HashMap<>();
    private int open;
    private int unproven;

    AcceptedConnections(EndpointLimits limits) {
        this.limits = limits;
    }

    /** What one address has. */
    private static final class Caller {
        private final Set<Channel> unproven = new LinkedHashSet<>();
        private int open;
    }

    /** Watches over what a channel accepts. */
    void watch(ServerChannel listening) {
        listening.pipeline().addLast(new Admission());
    }

    /** Somebody vouches for the caller of a connection. */
    void proven(Channel connection) {
        countNoMore(connection);
    }

    private synchronized void countNoMore(Channel connection) {
        // The channel remembers its address when it is closed.
        var caller = callers.get(((InetSocketAddress) connection.remoteAddress()).getAddress());
        if (caller != null && caller.unproven.remove(connection)) {
            unproven--;
        }
    }

    /** How many there are. */
    synchronized int open() {
        return open;
    }

    /** Takes a new connection in; false when it is one too many. */
    private synchronized boolean enter(Channel connection, InetAddress address) {
        var caller = callers.computeIfAbsent(address, first -> new Caller());
        if (open >= limits.connections() || caller.open >= limits.connectionsPerAddress()) {
            callers.computeIfPresent(address, (none, found) -> found.open == 0 ? null : found);
            return false;
        }
        caller.open++;
        caller.unproven.add(connection);
        open++;
        unproven++;
        return true;
    }

    private synchronized void leave(Channel connection, InetAddress address) {
        countNoMore(connection);
        open--;
        callers.computeIfPresent(address, (known, caller) -> --caller.open == 0 ? null : caller);
    }

    /** The one that makes room, if one must; it counts no more. */
    private synchronized Optional<Channel> surplus() {
        if (unproven <= limits.unprovenConnections()) {
            return Optional.empty();
        }
        var oldest = callers.values().stream()
                .max(Comparator.comparingInt(caller -> caller.unproven.size()))
                .flatMap(caller -> caller.unproven.stream().findFirst());
        oldest.ifPresent(this::countNoMore);
        return oldest;
    }

    private final class Admission extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            var connection = (Channel) accepted;
            // Without an address it is closed already.
            if (!(connection.remoteAddress() instanceof InetSocketAddress remote)
                    || !enter(connection, remote.getAddress())) {
                LOG.atDebug().addKeyValue("address", connection.remoteAddress()).log("one connection too many");
                connection.unsafe().closeForcibly();
                return;
            }
            connection.closeFuture().addListener(closed -> leave(connection, remote.getAddress()));
            context.fireChannelRead(accepted);
            surplus().ifPresent(AcceptedConnections::makeRoom);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // its end is heard of in leave
    private static void makeRoom(Channel oldest) {
        LOG.atDebug().addKeyValue("address", oldest.remoteAddress()).log("an unproven connection makes room");
        oldest.close();
    }
}
