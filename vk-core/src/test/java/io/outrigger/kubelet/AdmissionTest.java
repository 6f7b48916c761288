// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.kubelet.certificate.CertificateSource;
import io.outrigger.kubelet.certificate.SelfSigned;
import io.outrigger.kubelet.certificate.ServingIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/pods", "/metrics", "/containerLogs/default/web/main", "/exec/default/web/main", "/nowhere"})
    void aStrangerWithoutCertificateIsUnauthorized(String path) throws Exception {
        var response = endpoint.client(null).get(path);

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).isEqualTo("Unauthorized");
        assertThat(endpoint.logs.asked).isEmpty();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsUnauthorized() throws Exception {
        var stranger = new TestAuthority("authority").client("apiserver");

        assertThat(endpoint.client(stranger).get("/pods").statusCode()).isEqualTo(401);
    }

    @Test
    void anExpiredCertificateIsUnauthorized() throws Exception {
        var expired = endpoint.authority.expiredClient("apiserver");

        assertThat(endpoint.client(expired).get("/pods").statusCode()).isEqualTo(401);
    }

    @Test
    void aServersCertificateIsNoClientsCertificate() throws Exception {
        var server = endpoint.authority.server("apiserver", "EC");

        assertThat(endpoint.client(server).get("/pods").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/healthz/ping", "/healthz/log", "/healthz/syncloop"})
    void healthIsShownToWhoMayAndToNobodyElse(String path) throws Exception {
        assertThat(endpoint.client(null).get(path).statusCode()).isEqualTo(401);
        var response = endpoint.client.get(path);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("ok");
    }

    @Test
    void withoutClientAuthorityACertificateIsWorthNothing() throws Exception {
        try (var server = start(EndpointOptions.selfSigned("127.0.0.1", 0, null))) {
            var client = new TestClient(server.port(), certificateOf(server), endpoint.authority.client("apiserver"));

            assertThat(client.get("/pods").statusCode()).isEqualTo(401);
            assertThat(client.get("/healthz").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anonymousOpensAllRoutes() throws Exception {
        var options = new EndpointOptions("127.0.0.1", 0, null, null, null, true);
        try (var server = start(options)) {
            var client = new TestClient(server.port(), certificateOf(server), null);

            assertThat(client.get("/pods").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aSelfSignedCertificateNamesTheAddressAndLocalhost() throws Exception {
        var identity = SelfSigned.create("192.0.2.7", Endpoint.NOW);

        assertThat(identity.matches()).isTrue();
        assertThat(identity.keyType()).isEqualTo("EC");
        assertThat(identity.certificate().getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactly("192.0.2.7", "localhost", "127.0.0.1");
    }

    @Test
    void withoutServingCertificateHandshakesAreRefused_andServedAsSoonAsThereIsOne() throws Exception {
        var identity = endpoint.authority.server("late", "EC");
        var serving = new LateCertificate();
        var options = EndpointOptions.selfSigned("127.0.0.1", 0, null);
        try (var server =
                new KubeletServer(options, serving, endpoint.pods, endpoint.reviews, () -> "", Clock.systemUTC())) {
            server.start();
            assertThatThrownBy(() -> certificateOf(server))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("handshake_failure");

            serving.identity = identity;

            assertThat(certificateOf(server)).isEqualTo(identity.certificate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void modernTlsIsSpoken(String protocol) throws Exception {
        var sockets = endpoint.client.tls().getSocketFactory();
        try (var socket = (SSLSocket) sockets.createSocket("127.0.0.1", endpoint.server.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();

            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket.getSession().getCipherSuite()).doesNotContain("CBC");
        }
    }

    @Test
    void tlsOneDotOneIsRefusedWithAnAlert() throws Exception {
        try (var socket = new Socket("127.0.0.1", endpoint.server.port())) {
            socket.setSoTimeout(10_000);
            // A ClientHello of TLS 1.1: record header, handshake header, version, random, no session, two suites.
            socket.getOutputStream()
                    .write(HexFormat.of()
                            .parseHex("160301002f" + "0100002b" + "0302" + "00".repeat(32) + "00" + "0004c013c009"
                                    + "0100"));
            InputStream in = socket.getInputStream();

            var record = in.readNBytes(7);

            assertThat(record[0]).as("alert").isEqualTo((byte) 21);
            assertThat(record[5]).as("fatal").isEqualTo((byte) 2);
            assertThat(record[6]).as("protocol_version").isEqualTo((byte) 70);
        }
    }

    @Test
    void plainHttpGetsNoAnswer() throws Exception {
        try (var socket = new Socket("127.0.0.1", endpoint.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answer).doesNotContain("HTTP/1.1").doesNotContain("ok");
        }
    }

    @ParameterizedTest
    @CsvSource({"ca.crt, there is no file", "tls.crt, there is no file", "tls.key, there is no file"})
    void aMissingFileIsNamedWhenTheServerStarts(String file, String message) throws Exception {
        Files.delete(directory.resolve(file));

        assertThatThrownBy(() -> start(filesIn(directory)).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(file);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedWhenTheServerStarts() throws Exception {
        TestAuthority.writePem(
                directory.resolve("tls.key"),
                endpoint.authority.server("other", "EC").key());

        assertThatThrownBy(() -> start(filesIn(directory)).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not belong to the certificate");
    }

    @Test
    void aTakenPortIsNamedWithTheRemedy() {
        var options = EndpointOptions.selfSigned("127.0.0.1", endpoint.server.port(), null);

        assertThatThrownBy(() -> start(options).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + endpoint.server.port())
                .hasMessageContaining("endpoint.port");
    }

    private KubeletServer start(EndpointOptions options) throws IOException {
        var server = new KubeletServer(options, endpoint.pods, endpoint.reviews, () -> "", Clock.systemUTC());
        try {
            server.start();
        } catch (IOException failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    private static EndpointOptions filesIn(Path directory) {
        return new EndpointOptions(
                "127.0.0.1",
                0,
                directory.resolve("tls.crt"),
                directory.resolve("tls.key"),
                directory.resolve("ca.crt"),
                false);
    }

    private static X509Certificate certificateOf(KubeletServer server) throws Exception {
        return TestClient.serverCertificate(server.port());
    }

    private static final class LateCertificate implements CertificateSource {

        private volatile ServingIdentity identity;

        @Override
        public Optional<ServingIdentity> current() {
            return Optional.ofNullable(identity);
        }

        @Override
        public void refresh() {
            // A test says when there is one.
        }
    }
}
