// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.bouncycastle.util.IPAddress;
import org.jspecify.annotations.Nullable;

/**
 * How the endpoint is reached and whom it serves. Made by the program that runs the core; immutable.
 *
 * <p>Callers prove who they are by a client certificate that {@code clientCaFile} vouches for, or by a token of the
 * cluster; what they may do is asked of the API server (SubjectAccessReview on {@code nodes/...}), as every kubelet does.
 * Without {@code clientCaFile} only tokens count, and the API server itself has none. {@code anonymous} opens the
 * endpoint to whoever can connect; that is for a loopback address only.
 *
 * @param address the IP address to listen on, which is also the address of the nodes and a name in a self-signed
 *     certificate
 * @param port the port to listen on, which is also the nodes' kubelet port; 0 takes a free one
 * @param certificateFile the serving certificate and its chain in PEM, read again when it changes; null for a
 *     self-signed certificate, and then {@code keyFile} is null too
 * @param keyFile the private key of the certificate in PEM, without a pass phrase
 * @param clientCaFile certificates in PEM of the authorities that sign client certificates, read again when it changes
 * @param anonymous serve everybody
 * @param requested how to request the serving certificate from the cluster, and then there are no files; or null
 * @param limits how much is served at a time
 * @param healthPort the port of {@code /healthz} in plain HTTP, for everybody, on the loopback address only; 0 for none
 */
public record EndpointOptions(
        String address,
        int port,
        @Nullable Path certificateFile,
        @Nullable Path keyFile,
        @Nullable Path clientCaFile,
        boolean anonymous,
        @Nullable RequestedCertificate requested,
        EndpointLimits limits,
        int healthPort) {

    /** The port of a kubelet. */
    public static final int DEFAULT_PORT = 10250;

    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    /** Refuses half a key pair, an impossible port, and an address that nodes cannot have. */
    public EndpointOptions {
        Objects.requireNonNull(address, "address is null");
        Objects.requireNonNull(limits, "limits is null");
        if (!IPAddress.isValid(address) || EVERYWHERE.contains(address)) {
            throw new IllegalArgumentException("endpoint address must be the IP address under which the API server"
                    + " reaches this machine, not \"" + address + "\"");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("endpoint port must be between 0 and 65535, not " + port);
        }
        if (healthPort < 0 || healthPort > 65535) {
            throw new IllegalArgumentException("endpoint healthPort must be between 0 and 65535, not " + healthPort);
        }
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException("endpoint certificateFile and keyFile are given both or neither");
        }
        if (certificateFile != null && requested != null) {
            throw new IllegalArgumentException(
                    "the endpoint's certificate comes from files or from the cluster, not from both");
        }
    }

    /** An endpoint that requests nothing from the cluster, with the usual limits and without a port for health. */
    public EndpointOptions(
            String address,
            int port,
            @Nullable Path certificateFile,
            @Nullable Path keyFile,
            @Nullable Path clientCaFile,
            boolean anonymous) {
        this(address, port, certificateFile, keyFile, clientCaFile, anonymous, null, EndpointLimits.DEFAULT, 0);
    }

    /** An endpoint with a self-signed certificate. */
    public static EndpointOptions selfSigned(String address, int port, @Nullable Path clientCaFile) {
        return new EndpointOptions(address, port, null, null, clientCaFile, false);
    }
}
