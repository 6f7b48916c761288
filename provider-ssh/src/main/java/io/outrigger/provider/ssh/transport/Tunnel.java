// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.ForbiddenException;
import io.outrigger.spi.PortForward;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.time.Duration;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.ChannelOutputStream;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** A TCP connection that the host opens for us. */
final class Tunnel implements PortForward.Connection {

    private static final SshdSocketAddress ORIGIN = new SshdSocketAddress("127.0.0.1", 0);

    private final ChannelDirectTcpip channel;

    private Tunnel(ChannelDirectTcpip channel) {
        this.channel = channel;
        // What is written goes out at once; nobody flushes a connection.
        ((ChannelOutputStream) channel.getInvertedIn()).setNoDelay(true);
    }

    /**
     * Connects from the host.
     *
     * @throws ConnectException when nobody listens there
     * @throws ForbiddenException when the server opens no connections for us
     */
    static Tunnel open(ClientSession session, String host, int port, Duration patience) throws IOException {
        HalfClosing channel = new HalfClosing(new SshdSocketAddress(host, port));
        session.getService(ConnectionService.class).registerChannel(channel);
        try {
            return new Tunnel(ChannelOpening.open(channel, patience));
        } catch (SshChannelOpenException exception) {
            throw failure(host, port, exception);
        }
    }

    private static IOException failure(String host, int port, SshChannelOpenException exception) {
        if (exception.getReasonCode() == SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED) {
            return new ForbiddenException(
                    "the SSH server of the host forbids connections to " + host + ":" + port
                            + "; allow them with AllowTcpForwarding and PermitOpen",
                    exception);
        }
        ConnectException refused = new ConnectException(host + ":" + port + ": " + exception.getMessage());
        refused.initCause(exception);
        return refused;
    }

    @Override
    public InputStream input() {
        return channel.getInvertedOut();
    }

    @Override
    public OutputStream output() {
        return channel.getInvertedIn();
    }

    @Override
    public void close() {
        ChannelOpening.undo(channel);
    }

    /** The library ends the stream only with the channel, which the other side keeps open for our direction. */
    private static final class HalfClosing extends ChannelDirectTcpip {

        HalfClosing(SshdSocketAddress remote) {
            super(ORIGIN, remote);
        }

        @Override
        public void handleEof() throws IOException {
            super.handleEof();
            if (out != null) {
                out.close();
            }
        }
    }
}
