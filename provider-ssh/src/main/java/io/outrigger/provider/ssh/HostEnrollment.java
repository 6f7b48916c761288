// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import io.outrigger.provider.ssh.transport.HostKeyQuestion;
import io.outrigger.provider.ssh.transport.SshTransport;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/**
 * What a person needs to make a host a site: the key it shows, to be compared with what the host itself says. Called by
 * the command {@code enroll}, by one thread. Nothing is trusted by asking, and nobody logs in.
 *
 * @param hostKey the key, as the setting {@code hostKey} takes it
 * @param fingerprint its fingerprint, as {@code ssh-keygen -l} prints it
 */
public record HostEnrollment(String hostKey, String fingerprint) {

    /**
     * Asks a host for its key.
     *
     * @param host its name or address
     * @param port the port of its SSH server
     * @param patience how long to wait
     * @param threads makes the threads of the connection
     * @throws IOException when no SSH server answers in time; the message says where
     */
    public static HostEnrollment ask(String host, int port, Duration patience, ThreadFactory threads)
            throws IOException {
        try (SshTransport transport = new SshTransport(threads, Clock.systemUTC())) {
            HostKeyQuestion.Answer answer = new HostKeyQuestion(transport).ask(host, port, patience);
            return new HostEnrollment(answer.hostKey(), answer.fingerprint());
        }
    }

    /**
     * A site as it stands in the configuration, below {@code sites:}.
     *
     * @param name the name of the site
     * @param host its name or address
     * @param port the port of its SSH server
     * @param user the account
     * @param keyFile the file of the private key
     */
    public String site(String name, String host, int port, String user, String keyFile) {
        return """
                - name: %s
                  provider: ssh
                  settings:
                    host: %s
                    port: %d
                    user: %s
                    keyFile: %s
                    # %s
                    hostKey: %s
                """.formatted(name, host, port, user, keyFile, fingerprint, hostKey);
    }
}
