// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import io.outrigger.provider.ssh.link.UnreachableException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.PublicKeyEntry;

/** Asks a host for its key, and leaves before anybody has to log in. Called by {@code HostEnrollment}. */
public final class HostKeyQuestion {

    /** What a host answered. Nobody has proven that it is the right host. */
    public record Answer(String hostKey, String fingerprint) {}

    private final SshTransport transport;

    /**
     * @param transport opens the connection
     */
    public HostKeyQuestion(SshTransport transport) {
        this.transport = transport;
    }

    /**
     * Asks; the answer is the key that a site with this host would be shown.
     *
     * @throws IOException when no SSH server answers in time
     */
    public Answer ask(String host, int port, Duration patience) throws IOException {
        ShownKey shown = new ShownKey(HostKeys.of(List.of(), List.of()));
        ClientSession session = null;
        try {
            session = transport
                    .client()
                    .connect("enroll", new InetSocketAddress(host, port), shown.context(), null)
                    .verify(patience)
                    .getClientSession();
            session.auth().verify(patience);
            throw new UnreachableException(host + ":" + port + " has shown no key");
        } catch (IOException exception) {
            PublicKey key = shown.refused();
            if (key == null) {
                throw new UnreachableException(
                        host + ":" + port + " " + ConnectionTrouble.of(exception, patience), exception);
            }
            return new Answer(PublicKeyEntry.toString(key), HostKeys.fingerprint(key));
        } finally {
            if (session != null) {
                session.close(true);
            }
        }
    }
}
