// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.UnreachableException;
import io.outrigger.provider.ssh.transport.ConnectionOpening.RefusedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.common.channel.exception.SshChannelOpenException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one host: a main one, which is opened by whoever needs it first and lasts, and further ones while
 * there are more streams than one connection should carry. Safe from any thread.
 */
final class HostConnections implements AutoCloseable {

    /** What has to be done on a new main connection before anything else. */
    interface Greeting {
        void greet(HostConnection connection) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(HostConnections.class);

    /** Places of the main connection that streams leave to short commands. */
    static final int FREE_FOR_COMMANDS = 2;

    private static final int ATTEMPTS = 3;
    private static final Duration PATIENCE_FOR_PLACE = Duration.ofSeconds(2);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final SshTransport transport;
    private final SshAccess access;
    private final ReconnectPace pace;
    private final ReentrantLock connecting = new ReentrantLock();
    private final List<HostConnection> further = new CopyOnWriteArrayList<>();
    private volatile @Nullable HostConnection main;
    private volatile @Nullable Greeting greeting;
    private volatile @Nullable String lastAddress;
    private volatile boolean closed;

    HostConnections(SshTransport transport, SshAccess access, ReconnectPace pace) {
        this.transport = transport;
        this.access = access;
        this.pace = pace;
    }

    SshAccess access() {
        return access;
    }

    SshTransport transport() {
        return transport;
    }

    /** Sets what is done on each new main connection; the present one had it already. */
    void greetWith(@Nullable Greeting greeting) {
        this.greeting = greeting;
    }

    /** The main connection if there is one, without opening it. */
    @Nullable
    HostConnection present() {
        HostConnection present = main;
        return present != null && present.isOpen() ? present : null;
    }

    /**
     * The main connection, opened when it is time for an attempt.
     *
     * @throws UnreachableException at once when it is not, or when the attempt failed
     */
    HostConnection main() throws IOException {
        HostConnection present = present();
        if (present != null) {
            return present;
        }
        lock();
        try {
            present = present();
            if (present != null) {
                return present;
            }
            HostConnection opened = open(greeting);
            main = opened;
            if (closed) {
                opened.close();
            }
            return opened;
        } finally {
            connecting.unlock();
        }
    }

    private void lock() throws IOException {
        try {
            if (connecting.tryLock(access.timeouts().connect().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            throw new UnreachableException(access.address() + " is still being connected to");
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted before a connection").initCause(exception);
        }
    }

    private HostConnection open(@Nullable Greeting first) throws IOException {
        if (closed) {
            throw new UnreachableException(access.address() + " was left: the site was closed");
        }
        Object credentials = UserKeys.version(access);
        pace.check(credentials);
        HostConnection opened = null;
        boolean greeted = false;
        try {
            opened = transport.undisturbed().call(() -> new ConnectionOpening(transport).open(access));
            if (first != null) {
                first.greet(opened);
            }
            greeted = true;
            pace.succeeded();
            if (access.jumps().isEmpty()) {
                lastAddress = opened.remote().getAddress().getHostAddress();
            }
            return opened;
        } catch (RefusedException exception) {
            UnreachableException failure = new UnreachableException(String.valueOf(exception.getMessage()), exception);
            pace.refused(failure, credentials);
            throw failure;
        } catch (IOException exception) {
            if (Thread.currentThread().isInterrupted()) {
                throw exception;
            }
            UnreachableException failure = exception instanceof UnreachableException known
                    ? known
                    : new UnreachableException(
                            access.address() + " cannot be reached: " + ConnectionTrouble.cause(exception), exception);
            pace.failed(failure);
            throw failure;
        } finally {
            if (!greeted && opened != null) {
                opened.close();
            }
        }
    }

    /** Opens a channel for something short, on the main connection unless that has no place left for long. */
    <C extends ClientChannel> C command(HostConnection.Opener<C> opener) throws IOException {
        return open(opener, 0);
    }

    /** Opens a channel that may last. */
    <C extends ClientChannel> C stream(HostConnection.Opener<C> opener) throws IOException {
        return open(opener, FREE_FOR_COMMANDS);
    }

    private <C extends ClientChannel> C open(HostConnection.Opener<C> opener, int free) throws IOException {
        for (int attempt = 1; ; attempt++) {
            HostConnection connection = place(free);
            try {
                return connection.open(opener);
            } catch (SshChannelOpenException exception) {
                LOG.debug("{} takes no more sessions on one connection: {}", access.address(), exception.getMessage());
                if (attempt == ATTEMPTS) {
                    throw exception;
                }
            } catch (InterruptedIOException exception) {
                throw silent(connection, exception);
            } catch (IOException exception) {
                throw connection.isOpen() ? exception : lost(exception);
            }
        }
    }

    /** What to throw when an answer did not come in time: a connection that is dead altogether is left. */
    IOException silent(HostConnection connection, InterruptedIOException exception) {
        return Thread.currentThread().isInterrupted() || answers(connection) ? exception : lost(exception);
    }

    /** Whether a connection is alive; one that is not is closed. */
    boolean answers(HostConnection connection) {
        return connection.ping(ANSWER);
    }

    /** The host's address as it is seen from here. */
    String address() {
        String found = lastAddress;
        if (found == null) {
            try {
                found = InetAddress.getByName(access.host()).getHostAddress();
            } catch (UnknownHostException exception) {
                // The next connection will say so.
                return access.host();
            }
            lastAddress = found;
        }
        return found;
    }

    UnreachableException lost(IOException exception) {
        return new UnreachableException("the connection to " + access.address() + " was lost", exception);
    }

    private HostConnection place(int free) throws IOException {
        HostConnection connection = main();
        if (connection.places().take(free)) {
            return connection;
        }
        try {
            if (free == 0 && connection.places().await(PATIENCE_FOR_PLACE)) {
                return connection;
            }
        } catch (InterruptedException exception) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted before a command").initCause(exception);
        }
        return furtherPlace();
    }

    private HostConnection furtherPlace() throws IOException {
        // One after the other: each new connection has room for several who wait.
        lock();
        try {
            for (HostConnection each : further) {
                if (each.places().take(0)) {
                    return each;
                }
            }
            HostConnection opened = open(null);
            opened.places().take(0);
            further.add(opened);
            opened.session().addCloseFutureListener(gone -> further.remove(opened));
            watchIdle(opened);
            if (closed) {
                opened.close();
            }
            return opened;
        } finally {
            connecting.unlock();
        }
    }

    /** Closes a further connection when nobody has used it for a while. */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that is closed before has nothing to close
    private void watchIdle(HostConnection connection) {
        transport
                .timer()
                .schedule(
                        () -> {
                            if (connection.places().retire()) {
                                connection.close();
                            } else if (connection.isOpen()) {
                                watchIdle(connection);
                            }
                        },
                        transport.idle().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed = true;
        HostConnection present = main;
        if (present != null) {
            present.close();
        }
        further.forEach(HostConnection::close);
    }
}
