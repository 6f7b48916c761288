// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one host is reached, and by which key it is known.
 *
 * @param host its name or address
 * @param port the port of its SSH server
 * @param user the account
 * @param keyFile the private key; read anew for each connection
 * @param certificateFile the certificate of that key, or null; read anew for each connection
 * @param hostKeys what the host must prove
 * @param jumps the hosts on the way, the nearest one first
 * @param timeouts how long to wait
 */
public record SshAccess(
        String host,
        int port,
        String user,
        Path keyFile,
        @Nullable Path certificateFile,
        HostKeys hostKeys,
        List<SshAccess> jumps,
        Timeouts timeouts) {

    /**
     * How long to wait for a host.
     *
     * @param connect for a connection, with proof of both sides
     * @param command for the end of a command, or an answer about a file
     */
    public record Timeouts(Duration connect, Duration command) {

        /** Refuses null. */
        public Timeouts {
            Objects.requireNonNull(connect, "connect is null");
            Objects.requireNonNull(command, "command is null");
        }
    }

    /** Copies the list. */
    public SshAccess(
            String host,
            int port,
            String user,
            Path keyFile,
            @Nullable Path certificateFile,
            HostKeys hostKeys,
            List<SshAccess> jumps,
            Timeouts timeouts) {
        this.host = Objects.requireNonNull(host, "host is null");
        this.port = port;
        this.user = Objects.requireNonNull(user, "user is null");
        this.keyFile = Objects.requireNonNull(keyFile, "keyFile is null");
        this.certificateFile = certificateFile;
        this.hostKeys = Objects.requireNonNull(hostKeys, "hostKeys is null");
        this.jumps = List.copyOf(jumps);
        this.timeouts = Objects.requireNonNull(timeouts, "timeouts is null");
    }

    /** As it is shown to people. */
    String address() {
        return user + "@" + host + ":" + port;
    }
}
