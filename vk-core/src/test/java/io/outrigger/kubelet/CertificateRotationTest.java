// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.kubelet.certificate.ServingIdentity;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CertificateRotationTest {

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
    @ValueSource(strings = {"EC", "RSA"})
    void aNewCertificateIsServedAndARunningFollowGoesOn(String algorithm) throws Exception {
        var follow = endpoint.client.send(
                "GET", "/containerLogs/default/web/main?follow=true", BodyHandlers.ofInputStream());
        try (var reader = new BufferedReader(new InputStreamReader(follow.body(), StandardCharsets.UTF_8))) {
            endpoint.logs.add("2026-11-21T04:00:01.000000000Z before\n");
            assertThat(reader.readLine()).isEqualTo("before");

            serve(endpoint.authority.server("renewed", algorithm));
            awaitServed("CN=renewed");

            endpoint.logs.add("2026-11-21T04:00:02.000000000Z after\n");
            assertThat(reader.readLine()).isEqualTo("after");
            assertThat(endpoint.client(endpoint.authority.client("apiserver"))
                            .get("/pods")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aCertificateWhoseKeyHasNotComeYetIsNotServed() throws Exception {
        var renewed = endpoint.authority.server("renewed", "EC");
        TestAuthority.writePem(directory.resolve("tls.crt"), renewed.chain().toArray());
        endpoint.refreshed();
        assertThat(served()).isEqualTo("CN=kubelet");

        TestAuthority.writePem(directory.resolve("tls.key"), renewed.key());
        awaitServed("CN=renewed");
    }

    @Test
    void aCertificateFileThatTurnsToGarbageChangesNothing() throws Exception {
        Files.writeString(directory.resolve("tls.crt"), "garbage");
        endpoint.refreshed();

        assertThat(served()).isEqualTo("CN=kubelet");
    }

    @Test
    void aNewClientAuthorityIsTrustedAndTheOldOneNoMoreEvenOnAnOpenConnection() throws Exception {
        var other = new TestAuthority("other");
        assertThat(endpoint.client.get("/pods").statusCode()).isEqualTo(200);

        other.writeTo(directory.resolve("ca.crt"));

        var newcomer = endpoint.client(other.client("apiserver"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> newcomer.get("/pods").statusCode() == 200);
        assertThat(endpoint.client.get("/pods").statusCode()).isEqualTo(401);
    }

    private void serve(ServingIdentity identity) throws IOException {
        TestAuthority.writePem(directory.resolve("tls.crt"), identity.chain().toArray());
        TestAuthority.writePem(directory.resolve("tls.key"), identity.key());
    }

    private void awaitServed(String subject) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> served().equals(subject));
    }

    private String served() throws Exception {
        return TestClient.serverCertificate(endpoint.server.port())
                .getSubjectX500Principal()
                .getName();
    }
}
