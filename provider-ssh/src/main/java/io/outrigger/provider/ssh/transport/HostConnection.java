// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One SSH connection to a host, with the places of its sessions. Safe from any thread. */
final class HostConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostConnection.class);

    private static final String PING = "keepalive@openssh.com";

    /** Opens a channel that is a session. */
    interface Opener<C extends ClientChannel> {
        C open(ClientSession session) throws IOException;
    }

    private final ClientSession session;
    private final SessionPlaces places;
    private final Undisturbed undisturbed;

    /**
     * @param way what lies under the connection, closed with it
     */
    HostConnection(ClientSession session, Undisturbed undisturbed, AutoCloseable way) {
        this.session = session;
        this.undisturbed = undisturbed;
        this.places = new SessionPlaces(this::isOpen, System::nanoTime);
        session.addCloseFutureListener(closed -> {
            places.gone();
            Quietly.close(way);
        });
    }

    ClientSession session() {
        return session;
    }

    InetSocketAddress remote() {
        return (InetSocketAddress) session.getConnectAddress();
    }

    boolean isOpen() {
        return session.isOpen() && !session.isClosing();
    }

    SessionPlaces places() {
        return places;
    }

    /**
     * Opens a channel in a place that was taken, and gives the place back when the channel is closed.
     *
     * @throws SshChannelOpenException when the server takes no more sessions
     */
    <C extends ClientChannel> C open(Opener<C> opener) throws IOException {
        // A server that is left in the middle of an opening would keep the session for ever.
        return undisturbed.call(() -> opened(opener));
    }

    private <C extends ClientChannel> C opened(Opener<C> opener) throws IOException {
        boolean opened = false;
        try {
            C channel = opener.open(session);
            opened = true;
            channel.addCloseFutureListener(closed -> places.release());
            return channel;
        } catch (SshChannelOpenException exception) {
            places.lower();
            throw exception;
        } finally {
            if (!opened) {
                places.release();
            }
        }
    }

    /** Whether the host answers in time. A connection that does not is closed. */
    boolean ping(Duration patience) {
        try {
            return undisturbed.call(() -> answers(patience));
        } catch (IOException left) {
            LOG.debug("Nobody waits for the answer of {} any more", remote(), left);
            return isOpen();
        }
    }

    private boolean answers(Duration patience) {
        try {
            Buffer request = session.createBuffer(SshConstants.SSH_MSG_GLOBAL_REQUEST);
            request.putString(PING);
            request.putBoolean(true);
            // A server that does not know the request says so, which is an answer too.
            session.request(PING, request, patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (IOException exception) {
            session.close(true);
            return false;
        }
    }

    @Override
    public void close() {
        session.close(true);
    }
}
