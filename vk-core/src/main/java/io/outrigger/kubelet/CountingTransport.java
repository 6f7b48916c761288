// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * The NIO transport of Vert.x, with somebody at the door: Vert.x itself tells of a connection only after TLS, when a crowd
 * of strangers has taken all file handles already. Used by Vert.x on its threads.
 */
final class CountingTransport implements Transport, io.vertx.core.spi.transport.Transport {

    private final io.vertx.core.spi.transport.Transport nio = Transport.NIO.implementation();
    private final AcceptedConnections accepted;

    CountingTransport(AcceptedConnections accepted) {
        this.accepted = accepted;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        var factory = nio.serverChannelFactory(domainSocket);
        return () -> {
            var listening = factory.newChannel();
            accepted.watch(listening);
            return listening;
        };
    }

    @Override
    public String name() {
        return Transport.NIO.name();
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public io.vertx.core.spi.transport.Transport implementation() {
        return this;
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return nio.ioHandlerFactory();
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x asks in these terms
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return nio.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return nio.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return nio.channelFactory(domainSocket);
    }
}
