// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What the server proves itself with.
 *
 * @param chain the serving certificate, then those that signed it
 * @param key its private key
 */
record ServingIdentity(List<X509Certificate> chain, PrivateKey key) {

    ServingIdentity {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    /** Whether the key belongs to the certificate; while two files are being exchanged, for a moment it does not. */
    boolean matches() {
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

    /** The name of the key's kind as TLS asks for it. */
    String keyType() {
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
