// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ProviderException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class StreamRefusalsTest {

    private static final String EXEC = "/exec/default/web/main?command=sh&output=1";

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running()).add("new", FakePods.waiting("ContainerCreating"));
        endpoint.site.exec = (pod, container, command, streams) -> 0;
        endpoint.site.attach = (pod, container, streams) -> {};
        endpoint.site.portForward = (pod, port) -> {
            throw new ProviderException(ProviderException.Kind.NOT_FOUND, "nobody");
        };
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/exec/default/gone/main?command=a&output=1 | 404 | pod does not exist",
                "/exec/other/web/main?command=a&output=1 | 404 | pod does not exist",
                "/exec/default/web/another-uid/main?command=a&output=1 | 404 | pod does not exist",
                "/exec/default/web/nobody?command=a&output=1 | 404 | container not found (\"nobody\")",
                "/exec/default/new/main?command=a&output=1 | 500 | container not found (\"main\"): it does not run",
                "/exec/default/web/setup?command=a&output=1 | 500 | container not found (\"setup\"): it does not run",
                "/exec/default//main?command=a&output=1 | 400 | {\"message\": \"Missing podID.\"}",
                "/exec//web/main?command=a&output=1 | 400 | {\"message\": \"Missing podNamespace.\"}",
                "/exec/default/web/?command=a&output=1 | 400 | {\"message\": \"Missing container name.\"}",
                "/exec/default/web | 404 | 404 page not found",
                "/exec/default/web/uid-of-web/main/more | 404 | 404 page not found",
                "/exec/default/web/main?command=a | 400 | you must specify at least 1 of stdin, stdout, stderr",
                "/exec/default/web/main?command=a&error=1&tty=1 | 400 | you must specify at least 1 of stdin",
                "/exec/default/web/main?output=1 | 400 | query parameter \"command\" is required",
                "/exec/default/web/main?command=a&output=banana | 400 | must be 1 or 0, not \"banana\"",
                "/exec/default/web/main?command=%zz&output=1 | 400 | {\"message\": \"Unable to decode query.\"}",
                "/attach/default/web/main | 400 | you must specify at least 1 of stdin, stdout, stderr",
                "/attach/default/gone/main?output=1 | 404 | pod does not exist",
                "/portForward/default/gone | 404 | pod does not exist",
                "/portForward/default/web/another-uid | 404 | pod does not exist",
                "/portForward/default/web/uid-of-web/more | 404 | 404 page not found",
            })
    void whatCannotBeServedIsRefusedBeforeAnyUpgrade(String path, int status, String text) throws Exception {
        try (var client = spdy(path, SpdyClient.COMMAND)) {
            assertThat(client.status()).isEqualTo(status);
            assertThat(client.body()).contains(text);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/exec/default/web/main?command=a&output=1, exec",
        "/attach/default/web/main?output=1, attach",
        "/portForward/default/web, port-forward"
    })
    void whatTheSiteCannotDoIsNotImplemented(String path, String capability) throws Exception {
        endpoint.pods.site(new FakeSite());
        try (var client = spdy(path, SpdyClient.COMMAND)) {
            assertThat(client.status()).isEqualTo(501);
            assertThat(client.body())
                    .isEqualTo("site \"press-hall-1\" cannot " + capability + ": its provider does not implement it");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /exec/default/web/main, 'GET, POST'",
        "PUT, /attach/default/web/main, 'GET, POST'",
        "PATCH, /portForward/default/web, 'GET, POST'",
        "GET, /run/default/web/main, POST"
    })
    void aWrongMethodIsToldTheRightOnes(String method, String path, String allowed) throws Exception {
        var response = endpoint.client.send(method, path, BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue(allowed);
    }

    @Test
    void aClientThatWantsNoUpgradeIsToldWhatIsMissing() throws Exception {
        var response = endpoint.client.send("POST", EXEC, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("X-Stream-Protocol-Version does not exist in request");

        var answer = endpoint.client.raw("POST " + EXEC + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "X-Stream-Protocol-Version: v4.channel.k8s.io\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("unable to upgrade: missing upgrade headers in request");
    }

    @Test
    void aClientThatSpeaksNoKnownVersionIsToldWhichThereAre() throws Exception {
        try (var client = spdy(EXEC, "v9.channel.k8s.io", "v8.channel.k8s.io")) {
            assertThat(client.status()).isEqualTo(403);
            assertThat(client.head.toLowerCase(java.util.Locale.ROOT))
                    .contains("x-accepted-stream-protocol-versions: v4.channel.k8s.io\r\n")
                    .contains("x-accepted-stream-protocol-versions: channel.k8s.io\r\n");
            assertThat(client.body())
                    .isEqualTo("unable to upgrade: unable to negotiate protocol: client supports [v9.channel.k8s.io"
                            + " v8.channel.k8s.io], server accepts [v4.channel.k8s.io v3.channel.k8s.io"
                            + " v2.channel.k8s.io channel.k8s.io]\n");
        }
    }

    @Test
    void versionsInOneHeaderCountAsInMany() throws Exception {
        try (var client = spdy(EXEC, "v9.channel.k8s.io, v3.channel.k8s.io,v4.channel.k8s.io")) {
            assertThat(client.head).contains("X-Stream-Protocol-Version: v3.channel.k8s.io\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "65536", "-1", "http", "''", "80;81"})
    void anAbsurdPortOfAnOldClientIsRefused(String port) throws Exception {
        var answer =
                endpoint.client.raw("GET /portForward/default/web?port=" + port + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("query parameter \"port\"");
    }

    @Test
    void aNodeWithTooManyOpenStreamsAsksToTryLater() throws Exception {
        var end = new CountDownLatch(1);
        endpoint.site.exec = (pod, container, command, streams) -> {
            end.await();
            return 0;
        };
        var open = new ArrayList<SpdyClient>();
        for (int count = 0; count < Endpoint.LIMITS.streamsPerNode(); count++) {
            open.add(spdy(EXEC, SpdyClient.COMMAND));
        }

        try (var refused = spdy(EXEC, SpdyClient.COMMAND)) {
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.head).containsIgnoringCase("Retry-After: 1");
            assertThat(refused.body()).contains("press-hall-1").contains("64 streams");
        }
        open.get(0).close();
        Awaitility.await().untilAsserted(() -> {
            try (var again = spdy(EXEC, SpdyClient.COMMAND)) {
                assertThat(again.status()).isEqualTo(101);
            }
        });
        for (var each : open) {
            each.close();
        }
    }

    private SpdyClient spdy(String path, String... protocols) throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), path, protocols);
    }
}
