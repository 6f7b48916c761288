// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What the server proves itself with.
 *
 * @param chain the serving certificate, then those that signed it
 * @param key its private key
 */
public record ServingIdentity(List<X509Certificate> chain, PrivateKey key) {

    private static final double ROTATE_FROM = 0.7;
    private static final double ROTATE_WITHIN = 0.2;

    /** Copies the chain. */
    public ServingIdentity {
        chain = List.copyOf(chain);
    }

    /** The serving certificate itself. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Whether the key belongs to the certificate; while two files are being exchanged, for a moment it does not. */
    public boolean matches() {
        var text = new byte[] {1, 2, 3, 4};
        try {
            var signer = Signature.getInstance(signatureAlgorithm());
            signer.initSign(key);
            signer.update(text);
            var signature = signer.sign();
            signer.initVerify(certificate().getPublicKey());
            signer.update(text);
            return signer.verify(signature);
        } catch (GeneralSecurityException otherKind) {
            return false;
        }
    }

    /** When the certificate ends. */
    Instant end() {
        return certificate().getNotAfter().toInstant();
    }

    /** The addresses and names that the certificate is good for. */
    Set<String> names() {
        return AlternativeNames.of(certificate());
    }

    /**
     * When to ask for the next certificate, as the kubelet does: after 70 to 90 % of the life of this one.
     *
     * @param chance a random number from 0 to 1
     */
    Instant rotation(double chance) {
        var begin = certificate().getNotBefore().toInstant();
        var life = Duration.between(begin, end()).toMillis();
        return begin.plusMillis((long) (life * (ROTATE_FROM + ROTATE_WITHIN * chance)));
    }

    /** The name of the key's kind as TLS asks for it. */
    public String keyType() {
        return certificate().getPublicKey().getAlgorithm();
    }

    private String signatureAlgorithm() {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
        };
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "ServingIdentity[" + certificate().getSubjectX500Principal() + "]";
    }
}
