// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.fixtures.NeedsOpenSsh;
import io.outrigger.provider.ssh.link.Link;
import io.outrigger.provider.ssh.transport.SshTransport;
import io.outrigger.spi.SiteSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a host and this program prove themselves to each other: pins, authorities, certificates, hops. */
@NeedsOpenSsh
class SshTrustIT {

    private final SshTransport transport = new SshTransport(SiteHarness.threads(), Clock.systemUTC());
    private SshHost host;

    @BeforeEach
    void start() {
        host = new SshHost();
    }

    @AfterEach
    void end() throws Exception {
        transport.close();
        host.close();
    }

    @Test
    void enrollingShowsTheKeyThatASiteIsShown() throws Exception {
        HostEnrollment enrolled =
                HostEnrollment.ask("127.0.0.1", host.server.port(), Duration.ofSeconds(15), SiteHarness.threads());
        assertThat(enrolled.hostKey()).isEqualTo(host.server.hostKey());
        assertThat(runs(host.settings("hostKey", enrolled.hostKey()))).isTrue();
        assertThat(runs(host.settings("hostKey", enrolled.fingerprint()))).isTrue();
        assertThat(enrolled.site("edge", "127.0.0.1", 22, "me", "/key"))
                .contains("hostKey: " + host.server.hostKey())
                .contains(enrolled.fingerprint());
    }

    @Test
    void theProcessKeepsItsSecurityProviders() throws Exception {
        List<java.security.Provider> before = List.of(java.security.Security.getProviders());
        assertThat(runs(host.settings())).isTrue();
        assertThat(java.security.Security.getProviders()).containsExactlyElementsOf(before);
        assertThat(java.security.Security.getProvider("BC")).isNull();
    }

    @Test
    void anyOfSeveralPinsWillDo() throws Exception {
        Path other = host.server.makeKey("other_key");
        assertThat(runs(host.settings("hostKey", List.of(publicKey(other), host.server.hostKey()))))
                .isTrue();
        assertThatThrownBy(() -> runs(host.settings("hostKey", publicKey(other))))
                .hasMessageContaining("showed the host key ssh-ed25519");
    }

    @Test
    void aHostIsKnownByTheAuthorityThatSignedItsKey() throws Exception {
        Path authority = host.server.makeKey("authority");
        Path other = host.server.makeKey("other_key");
        sign(authority, "-h", "-n", "127.0.0.1", host.server.file("host_key.pub"));
        host.server.stop();
        Files.writeString(
                host.server.file("sshd_config"),
                Files.readString(host.server.file("sshd_config")) + "HostCertificate "
                        + host.server.file("host_key-cert.pub") + "\n");
        host.server.start();

        Map<String, Object> settings = host.settings("hostAuthority", publicKey(authority));
        settings.remove("hostKey");
        assertThat(runs(settings)).isTrue();
        settings.put("hostAuthority", publicKey(other));
        assertThatThrownBy(() -> runs(settings)).hasMessageContaining("a certificate of authority SHA256:");
    }

    @Test
    void thisProgramIsKnownByACertificate() throws Exception {
        Path authority = host.server.makeKey("authority");
        Path key = host.server.makeKey("certified");
        sign(authority, "-n", host.account.name(), host.server.file("certified.pub"));
        host.server.stop();
        Files.writeString(
                host.server.file("sshd_config"),
                Files.readString(host.server.file("sshd_config")) + "TrustedUserCAKeys "
                        + host.server.file("authority.pub") + "\n");
        host.server.start();

        Map<String, Object> settings = host.settings("keyFile", key.toString());
        assertThatThrownBy(() -> runs(settings)).hasMessageContaining("refused the key");
        settings.put("certificateFile", host.server.file("certified-cert.pub").toString());
        assertThat(runs(settings)).isTrue();
    }

    @Test
    void aHostBehindTwoOthersIsReached() throws Exception {
        try (SshHost first = new SshHost();
                SshHost second = new SshHost()) {
            Map<String, Object> settings =
                    host.settings("jump", List.of(first.server.access(), second.server.access()));
            assertThat(runs(settings)).isTrue();
            assertThat(first.server.log()).anyMatch(line -> line.contains("Accepted publickey"));
            assertThat(second.server.log()).anyMatch(line -> line.contains("Accepted publickey"));
            second.server.stop();
            assertThatThrownBy(() -> runs(settings))
                    .hasMessageContaining(":" + second.server.port() + " cannot be reached from ")
                    .hasMessageEndingWith(":" + first.server.port() + ": Connection refused");
        }
    }

    /** Whether a command runs by these settings. */
    private boolean runs(Map<String, Object> settings) throws Exception {
        try (Link link = transport.link(
                SshSettings.of(SiteSpec.of("edge", "ssh", settings)).access())) {
            return link.run(List.of("true")).exitCode() == 0;
        }
    }

    private static String publicKey(Path key) throws IOException {
        String[] words = Files.readString(Path.of(key + ".pub")).split(" ");
        return words[0] + " " + words[1];
    }

    private static void sign(Path authority, Object... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(
                List.of("ssh-keygen", "-q", "-s", authority.toString(), "-I", "test", "-V", "-5m:+1h"));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
