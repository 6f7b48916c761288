// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubeconfigTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private Path file;

    @BeforeEach
    void place(@TempDir Path directory) {
        file = directory.resolve("config");
    }

    @Test
    void theCurrentContextIsUsedUnlessAnotherIsNamed() throws IOException {
        write("current-context: one", "");
        assertThat(Kubeconfig.file(file, null, clock()).getMasterUrl()).startsWith("http://127.0.0.1:1");
        assertThat(Kubeconfig.file(file, "two", clock()).getMasterUrl()).startsWith("http://127.0.0.1:2");
    }

    @Test
    void pathsLeadFromTheFileThatNamesThem() throws Exception {
        Files.writeString(file.resolveSibling("client.crt"), certificate(NOW.plusSeconds(60)));
        write("current-context: one", "client-certificate: client.crt, client-key: keys/client.key");

        Config config = Kubeconfig.file(file, null, clock());

        assertThat(config.getClientCertFile())
                .isEqualTo(file.resolveSibling("client.crt").toString());
        assertThat(config.getClientKeyFile())
                .isEqualTo(file.resolveSibling("keys/client.key").toString());
        assertThat(config.getFile()).isEqualTo(file.toFile());
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        refuses(null, "does not exist");
    }

    @Test
    void aFileThatIsNoKubeconfigIsNamedButNotQuoted() throws IOException {
        Files.writeString(file, "token: [s3cret");
        assertThatThrownBy(() -> Kubeconfig.file(file, null, clock()))
                .isInstanceOf(KubeConfigException.class)
                .hasMessageContaining(file + " is not a kubeconfig")
                .hasNoCause()
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void aContextThatIsMissingIsNamedWithThoseThatExist() throws IOException {
        write("current-context: one", "");
        refuses("three", "has no context \"three\"; it has [one, two, lost, guest]");
    }

    @Test
    void aFileWithoutCurrentContextSaysWhichThereAre() throws IOException {
        write("", "");
        refuses(null, "has no current-context; choose one of [one, two, lost, guest]");
    }

    @Test
    void aContextWithoutItsClusterOrUserIsRefused() throws IOException {
        write("current-context: lost", "");
        refuses(null, "context \"lost\": there is no cluster \"c3\" with a server");
        refuses("guest", "context \"guest\": there is no user \"nobody\"");
    }

    @Test
    void aClientCertificateThatHasExpiredIsRefusedWithTheDate() throws Exception {
        Files.writeString(file.resolveSibling("client.crt"), certificate(NOW.minusSeconds(60)));
        write("current-context: one", "client-certificate: client.crt");
        refuses(null, "the client certificate of user \"u1\" expired at 2026-05-31T23:59:00Z; renew the credentials");
    }

    @Test
    void aClientCertificateThatCannotBeReadIsRefused() throws IOException {
        write("current-context: one", "client-certificate: nowhere.crt");
        refuses(null, "the client certificate of user \"u1\" cannot be read");
    }

    private void refuses(String context, String part) {
        assertThatThrownBy(() -> Kubeconfig.file(file, context, clock()))
                .isInstanceOf(KubeConfigException.class)
                .hasMessageContaining("kubeconfig " + file)
                .hasMessageContaining(part);
    }

    private void write(String current, String credentials) throws IOException {
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                %s
                clusters:
                - {name: c1, cluster: {server: "http://127.0.0.1:1"}}
                - {name: c2, cluster: {server: "http://127.0.0.1:2"}}
                users:
                - {name: u1, user: {%s}}
                contexts:
                - {name: one, context: {cluster: c1, user: u1}}
                - {name: two, context: {cluster: c2, user: u1}}
                - {name: lost, context: {cluster: c3, user: u1}}
                - {name: guest, context: {cluster: c1, user: nobody}}
                """.formatted(current, credentials));
    }

    private static String certificate(Instant end) throws Exception {
        var generator = java.security.KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        var keys = generator.generateKeyPair();
        var name = new X500Name("CN=test");
        var certificate = new JcaX509v3CertificateBuilder(
                        name,
                        java.math.BigInteger.ONE,
                        java.util.Date.from(end.minusSeconds(3600)),
                        java.util.Date.from(end),
                        name,
                        keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()));
        return "-----BEGIN CERTIFICATE-----\n"
                + java.util.Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }
}
