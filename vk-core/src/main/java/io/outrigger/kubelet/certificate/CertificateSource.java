// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the serving certificate comes from. Connections that are open keep the certificate they began with. {@link
 * #refresh} is called by one thread at a time, {@link #current} by any.
 */
public interface CertificateSource {

    /** What to show in a handshake that begins now; empty when there is nothing, and handshakes are refused. */
    Optional<ServingIdentity> current();

    /** Reads or makes the certificate if need be; what was there stays when the new one cannot be used. */
    void refresh() throws IOException;
}
