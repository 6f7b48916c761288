// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.outrigger.spi.PodRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks for service-account tokens bound to a pod. Called by the pod lane; blocks; safe from any thread. */
public interface TokenRequests {

    /**
     * Requests a token by the TokenRequest API.
     *
     * @param pod the pod it is bound to
     * @param serviceAccount the pod's service account
     * @param audience for whom, or null for the API server itself
     * @param expirationSeconds the lifetime to ask for, at least 600
     */
    Token request(PodRef pod, String serviceAccount, @Nullable String audience, long expirationSeconds)
            throws KubeException;

    /**
     * A token.
     *
     * @param value the secret itself
     * @param expires when it stops being good
     */
    record Token(String value, Instant expires) {
        /** Leaves the value out. */
        @Override
        public String toString() {
            return "Token[expires " + expires + "]";
        }
    }
}
