// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CredentialsTest {

    private final MockWebServer server = new MockWebServer();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void open() throws IOException {
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aTokenIsReadAgainAfterAMinuteAndSoonAfterItWasRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("config");
        write(file, "one");
        var token = new FreshToken(Kubeconfig.file(file, null, clock()), clock());
        write(file, "two");
        assertThat(token.getToken()).isEqualTo("one");
        now = now.plus(Duration.ofSeconds(61));
        assertThat(token.getToken()).isEqualTo("two");
        write(file, "three");
        token.refused();
        assertThat(token.getToken()).isEqualTo("two");
        now = now.plus(Duration.ofSeconds(11));
        assertThat(token.getToken()).isEqualTo("three");
        Files.delete(file);
        now = now.plus(Duration.ofSeconds(61));
        assertThat(token.getToken()).isEqualTo("three");
    }

    @Test
    void whoActsForAnotherSaysSo() throws Exception {
        Config config = new ConfigBuilder(KubeFixture.config(server.url("/").toString()))
                .withOauthToken("t0ken")
                .withImpersonateUsername("system:node:edge-1")
                .withImpersonateGroups("system:nodes")
                .build();
        RecordedRequest request = versionRequest(config);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer t0ken");
        assertThat(request.getHeaders().get("Impersonate-User")).isEqualTo("system:node:edge-1");
        assertThat(request.getHeaders().get("Impersonate-Group")).isEqualTo("system:nodes");
    }

    @Test
    void aNameAndPasswordAreSentAsBasicAuthentication() throws Exception {
        Config config = new ConfigBuilder(KubeFixture.config(server.url("/").toString()))
                .withUsername("u")
                .withPassword("p")
                .build();
        assertThat(versionRequest(config).getHeaders().get("Authorization")).isEqualTo("Basic dTpw");
    }

    private RecordedRequest versionRequest(Config config) throws Exception {
        server.enqueue(KubeFixture.json(200, "{\"gitVersion\":\"v1.36.3\"}").build());
        try (KubeConnection cluster = KubeConnection.builder().config(config).open()) {
            assertThat(cluster.serverVersion()).isEqualTo("v1.36.3");
        }
        return server.takeRequest();
    }

    private static void write(Path file, String token) throws IOException {
        Files.writeString(file, """
                apiVersion: v1
                kind: Config
                current-context: c
                clusters: [{name: c, cluster: {server: "http://127.0.0.1:1"}}]
                users: [{name: u, user: {token: %s}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                """.formatted(token));
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }
}
