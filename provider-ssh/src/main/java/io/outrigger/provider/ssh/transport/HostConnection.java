// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * One SSH connection to a host, and how many sessions it carries: a server takes ten by default, and counts some of them
 * longer than we do. Safe from any thread.
 */
final class HostConnection implements AutoCloseable {

    private static final int MAXIMUM_SESSIONS = 6;
    private static final String PING = "keepalive@openssh.com";

    /** Opens a channel that is a session. */
    interface Opener<C extends ClientChannel> {
        C open(ClientSession session) throws IOException;
    }

    private final ClientSession session;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private int limit = MAXIMUM_SESSIONS;
    private int used;

    /**
     * @param way what lies under the connection, closed with it
     */
    HostConnection(ClientSession session, AutoCloseable way) {
        this.session = session;
        session.addCloseFutureListener(closed -> {
            signal();
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

    /** Takes the place of one session, if that leaves so many free. */
    boolean take(int free) {
        lock.lock();
        try {
            if (!isOpen() || used + free >= limit) {
                return false;
            }
            used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the place of one session, waiting for it. */
    boolean await(Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (isOpen() && used >= limit) {
                if (left <= 0) {
                    return false;
                }
                left = freed.awaitNanos(left);
            }
            used++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void release() {
        lock.lock();
        try {
            used--;
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes no session any more, unless it carries one. */
    boolean retire() {
        lock.lock();
        try {
            if (used > 0) {
                return false;
            }
            limit = 0;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The server takes fewer sessions than we thought: the one that is being opened is one too many. */
    private void lower() {
        lock.lock();
        try {
            limit = Math.max(1, used - 1);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens a channel in a place that was taken, and gives the place back when the channel is closed.
     *
     * @throws SshChannelOpenException when the server takes no more sessions
     */
    <C extends ClientChannel> C open(Opener<C> opener) throws IOException {
        boolean opened = false;
        try {
            C channel = opener.open(session);
            opened = true;
            channel.addCloseFutureListener(closed -> release());
            return channel;
        } catch (SshChannelOpenException exception) {
            lower();
            throw exception;
        } finally {
            if (!opened) {
                release();
            }
        }
    }

    /** Whether the host answers in time. A connection that does not is closed. */
    boolean ping(Duration patience) {
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
