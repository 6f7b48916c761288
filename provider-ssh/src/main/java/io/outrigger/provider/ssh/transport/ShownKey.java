// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/** The key that a host shows on one connection, and what is thought of it. Set on a thread of the library. */
final class ShownKey {

    private static final AttributeRepository.AttributeKey<ShownKey> KEY = new AttributeRepository.AttributeKey<>();

    private final HostKeys known;
    private volatile @Nullable PublicKey refused;

    ShownKey(HostKeys known) {
        this.known = known;
    }

    /** To be handed to the library with the address to connect to. */
    AttributeRepository context() {
        return AttributeRepository.ofKeyValuePair(KEY, this);
    }

    static ShownKey of(ClientSession session) {
        return Objects.requireNonNull(
                session.getConnectionContext().getAttribute(KEY), "a connection without knowledge of its host");
    }

    boolean accept(PublicKey key) {
        boolean accepted = known.accept(key);
        if (!accepted) {
            refused = key;
        }
        return accepted;
    }

    /** The key that was refused; null when none was. */
    @Nullable
    PublicKey refused() {
        return refused;
    }

    /** What to tell about a key that was refused; null when none was. */
    @Nullable
    String complaint() {
        PublicKey key = refused;
        return key == null
                ? null
                : "showed the host key " + KeyUtils.getKeyType(key) + " " + HostKeys.fingerprint(key) + ", but "
                        + known.describe() + " is configured: if the host was installed anew, read its key there with"
                        + " \"ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\" and change settings.hostKey;"
                        + " otherwise another machine answers in its place";
    }

    /** Asks each host for a kind of key that is known of it. */
    static final class Proposal implements SessionListener {

        @Override
        public void sessionNegotiationOptionsCreated(Session session, Map<KexProposalOption, String> proposal) {
            String all = proposal.get(KexProposalOption.SERVERKEYS);
            if (all != null && session instanceof ClientSession client) {
                List<String> wanted = of(client).known.algorithms(List.of(all.split(",")));
                if (!wanted.isEmpty()) {
                    proposal.put(KexProposalOption.SERVERKEYS, String.join(",", wanted));
                }
            }
        }
    }
}
