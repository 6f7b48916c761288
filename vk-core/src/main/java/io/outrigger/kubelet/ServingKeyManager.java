// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.certificate.CertificateSource;
import io.outrigger.kubelet.certificate.ServingIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Hands the present serving certificate to every new handshake, which fails when there is none. A handshake asks in
 * three steps, so each identity has its own alias and a certificate never meets another one's key.
 */
final class ServingKeyManager extends X509ExtendedKeyManager {

    /** Handshakes are far shorter than the time between two certificates; one that is older begins again. */
    private static final int REMEMBERED = 4;

    private final CertificateSource source;
    private final Map<String, ServingIdentity> byAlias = new ConcurrentHashMap<>();
    private final AtomicLong number = new AtomicLong();

    ServingKeyManager(CertificateSource source) {
        this.source = source;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return source.current()
                .filter(identity -> identity.keyType().equals(keyType))
                .map(this::alias)
                .orElse(null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        var identity = byAlias.get(alias);
        return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        var identity = byAlias.get(alias);
        return identity == null ? null : identity.key();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @SuppressWarnings("ReferenceEquality") // a certificate that was read again is another one, even when it is equal
    private synchronized String alias(ServingIdentity identity) {
        for (var entry : byAlias.entrySet()) {
            if (entry.getValue() == identity) {
                return entry.getKey();
            }
        }
        var next = number.incrementAndGet();
        byAlias.put(String.valueOf(next), identity);
        byAlias.remove(String.valueOf(next - REMEMBERED));
        return String.valueOf(next);
    }
}
