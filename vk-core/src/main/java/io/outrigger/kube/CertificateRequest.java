// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import java.util.Set;

/**
 * A CertificateSigningRequest as the API server has it; immutable.
 *
 * @param name its name
 * @param resourceVersion which of its versions this is
 * @param signer who is asked to sign
 * @param usages what the certificate is to be good for
 * @param request the request for the signer, PKCS #10 in PEM
 * @param decision what became of it
 * @param message what was said with the decision; empty without
 * @param certificate the certificate and its chain in PEM; empty until it is signed
 */
public record CertificateRequest(
        String name,
        String resourceVersion,
        String signer,
        Set<String> usages,
        String request,
        Decision decision,
        String message,
        String certificate) {

    /** What becomes of a request. */
    public enum Decision {
        /** Nobody has decided yet. */
        PENDING,
        /** It may be signed. */
        APPROVED,
        /** It must not be signed. */
        DENIED,
        /** It was approved, and the signer does not sign it. */
        FAILED
    }

    /** Copies the usages. */
    public CertificateRequest {
        usages = Set.copyOf(usages);
    }

    /** Whether there is a certificate. */
    public boolean signed() {
        return !certificate.isEmpty();
    }
}
