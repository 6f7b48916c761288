// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How the endpoint requests its serving certificate from the cluster: as a CertificateSigningRequest of the signer {@code
 * kubernetes.io/kubelet-serving}, which somebody has to approve. Made by the program that runs the core; immutable.
 *
 * @param directory where certificate, request and their keys are kept, so that a restart asks for nothing new; readable
 *     for their owner only
 * @param approve whether this program approves its own requests, which takes a permission that few should have
 */
public record RequestedCertificate(Path directory, boolean approve) {

    /** Refuses null. */
    public RequestedCertificate {
        Objects.requireNonNull(directory, "directory is null");
    }
}
