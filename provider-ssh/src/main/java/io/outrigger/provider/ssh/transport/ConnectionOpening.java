// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;

/** Opens one connection, hop by hop, proving both sides at each of them. Used by one thread. */
final class ConnectionOpening {

    /** The host does not take our key, or shows another one than is known: trying again soon would not help. */
    static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    private final SshTransport transport;
    private final Deque<AutoCloseable> way = new ArrayDeque<>();

    ConnectionOpening(SshTransport transport) {
        this.transport = transport;
    }

    HostConnection open(SshAccess access) throws IOException {
        boolean opened = false;
        try {
            SshAccess first = access.jumps().isEmpty() ? access : access.jumps().get(0);
            InetAddress entry = resolve(first);
            HostConnection connection =
                    transport.starts().run(entry, access.timeouts().connect(), () -> open(access, first, entry));
            opened = true;
            return connection;
        } finally {
            if (!opened) {
                closeWay();
            }
        }
    }

    private HostConnection open(SshAccess access, SshAccess first, InetAddress entry) throws IOException {
        InetSocketAddress address = new InetSocketAddress(entry, first.port());
        List<SshAccess> jumps = access.jumps();
        for (int index = 0; index < jumps.size(); index++) {
            ClientSession hop = connect(jumps.get(index), address);
            way.push(() -> hop.close(true));
            SshAccess next = index + 1 < jumps.size() ? jumps.get(index + 1) : access;
            Relay relay = relay(jumps.get(index), hop, next);
            way.push(relay);
            address = relay.address();
        }
        return new HostConnection(connect(access, address), transport.undisturbed(), this::closeWay);
    }

    private Relay relay(SshAccess from, ClientSession hop, SshAccess next) throws IOException {
        try {
            return Relay.open(hop, next, transport.threads());
        } catch (InterruptedIOException exception) {
            throw exception;
        } catch (IOException exception) {
            throw new UnreachableException(
                    next.address() + " cannot be reached from " + from.address() + ": "
                            + ConnectionTrouble.cause(exception),
                    exception);
        }
    }

    private void closeWay() {
        while (!way.isEmpty()) {
            Quietly.close(way.pop());
        }
    }

    private static InetAddress resolve(SshAccess access) throws UnreachableException {
        try {
            return InetAddress.getByName(access.host());
        } catch (UnknownHostException exception) {
            throw new UnreachableException(
                    "the name " + access.host() + " is unknown; check settings.host, or the name service", exception);
        }
    }

    private ClientSession connect(SshAccess access, InetSocketAddress address) throws IOException {
        Duration patience = access.timeouts().connect();
        List<KeyPair> keys = UserKeys.load(access);
        ShownKey shown = new ShownKey(access.hostKeys());
        ClientSession session = null;
        boolean connected = false;
        try {
            session = transport
                    .client()
                    .connect(access.user(), address, shown.context(), null)
                    .verify(patience)
                    .getClientSession();
            keys.forEach(session::addPublicKeyIdentity);
            session.auth().verify(patience);
            connected = true;
            return session;
        } catch (IOException exception) {
            throw failure(access, shown, exception);
        } finally {
            if (!connected && session != null) {
                session.close(true);
            }
        }
    }

    private static IOException failure(SshAccess access, ShownKey shown, IOException exception) {
        String complaint = shown.complaint();
        if (complaint != null) {
            return new RefusedException(access.address() + " " + complaint, exception);
        }
        if (exception instanceof SshException refusal
                && refusal.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
            return new RefusedException(
                    access.address() + " refused the key of " + access.keyFile()
                            + ": add its public half to ~/.ssh/authorized_keys of user " + access.user()
                            + " there, or check settings.user and settings.keyFile",
                    exception);
        }
        String trouble = ConnectionTrouble.of(exception, access.timeouts().connect());
        return new UnreachableException(access.address() + " cannot be reached: it " + trouble, exception);
    }
}
