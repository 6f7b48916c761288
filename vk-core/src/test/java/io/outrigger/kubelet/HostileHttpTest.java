// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client library would send: each is answered or cut off, and none is taken for another. */
@Timeout(60)
@TestInstance(Lifecycle.PER_CLASS)
class HostileHttpTest {

    private static final String FOLLOW = "/containerLogs/default/web/main?follow=true";
    private static final String EXEC = "/exec/default/web/main?command=true&output=1";

    private final CountedCalls calls = new CountedCalls();
    private Endpoint endpoint;
    private TestClient stranger;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running());
        stranger = endpoint.client(null);
    }

    @BeforeEach
    void prepare() {
        calls.of(endpoint.site);
        calls.ever.set(0);
    }

    @AfterAll
    void stop() {
        endpoint.close();
    }

    @Test
    void whoAsksAgainBeforeTheAnswerEndsIsCutOff() throws Exception {
        var junk = "POST /run/default/web/main?cmd=true HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n";
        try (var client = connect().send(get(FOLLOW))) {
            assertThat(client.head()).startsWith("HTTP/1.1 200");
            client.send(junk + "x".repeat(300_000));

            client.rest();
        }

        Awaitility.await().until(() -> calls.open.get() == 0);
        assertThat(calls.ever).hasValue(1);
    }

    @Test
    void whoLeavesWhileTheLogIsOpenedIsNoticed() throws Exception {
        var opening = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        endpoint.site.logs = (pod, container, options) -> {
            opening.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException left) {
                interrupted.countDown();
            }
            return InputStream.nullInputStream();
        };
        try (var client = connect().send(get(FOLLOW))) {
            assertThat(opening.await(5, TimeUnit.SECONDS)).isTrue();
            client.reset();
        }

        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nContent-Length: 5\r\n",
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                        + "Transfer-Encoding: chunked\r\n",
                "Sec-WebSocket-Version: 13\r\n",
                "Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                ""
            })
    void aMalformedRequestForAWebSocketIsRefused(String headers) throws Exception {
        try (var client = connect()
                .send("GET " + EXEC + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + headers + "\r\n")) {
            assertThat(client.head()).containsPattern("^HTTP/1.1 (400|426) ");
        }
        assertThat(calls.ever).hasValue(0);
    }

    /** What the second line of each says is no request, however one reads the first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nContent-Length: 0\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 4\r\n\r\n",
                "Content-Length: 0, 4\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Content-Length: four\r\n\r\n",
                "Content-Length: 100\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
                "Transfer-Encoding: chunked\r\n\r\nno\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "X: a\r\n\u0000\r\n\r\n",
                "X\u0000: a\r\n\r\n"
            })
    void aRequestOfUncertainLengthIsRefusedAndEndsItsConnection(String rest) throws Exception {
        try (var client =
                connect().send("POST /pods HTTP/1.1\r\nHost: localhost\r\n" + rest + get("/run/default/web/main"))) {
            var answers = client.rest();

            assertThat(answers).doesNotContain(" 200 ").doesNotContain("/run");
            assertThat(answers.split("HTTP/1\\.", -1)).as(answers).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(calls.ever).hasValue(0);
    }

    static Stream<String> routes() {
        return Stream.of(
                "/containerLogs/default/web/main",
                "/exec/default/web/main",
                "/attach/default/web/main",
                "/run/default/web/main",
                "/portForward/default/web",
                "/pods",
                "/runningpods/",
                "/configz",
                "/stats/summary/press-hall-1",
                "/metrics",
                "/logs/",
                "/healthz");
    }

    @Test
    void theseAreAllRoutes() {
        assertThat(routes().map(path -> path.split("/")[1]))
                .containsExactlyInAnyOrderElementsOf(endpoint.server.routes());
    }

    @ParameterizedTest
    @MethodSource("routes")
    void noMethodGetsAStrangerPastTheGate(String path) throws Exception {
        for (var stranger : List.of("", "Authorization: Bearer bad\r\n", "Authorization: Bearer weak\r\n")) {
            try (var client = stranger()) {
                for (var method :
                        List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO", "get")) {
                    client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + stranger + "\r\n");
                    assertThat(client.status(!method.equals("HEAD")))
                            .as(method + " with " + stranger)
                            .isEqualTo(stranger.contains("weak") ? 403 : 401);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void anImpossibleMethodIsToldTheRightOnes(String path) throws Exception {
        for (var method : List.of("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO", "get")) {
            try (var client = connect().send(head(method, path, ""))) {
                var answer = client.rest();
                assertThat(answer).as(method).startsWith("HTTP/1.1 405").containsIgnoringCase("\r\nAllow: ");
                assertThat(answer.endsWith("Method Not Allowed")).as(answer).isEqualTo(!method.equals("HEAD"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "//pods",
                "/./pods",
                "/metrics/../exec/default/web/main",
                "/metrics/..%2fexec/default/web/main",
                "/metrics%2f..%2fexec/default/web/main",
                "/%2e%2e/pods",
                "/pods;x=/healthz",
                "/pods%00",
                "/pods%",
                "/pods%zz",
                "/\u00ff\u00fe",
                "/healthz/../pods",
                "/healthz%2f..%2fpods",
                "/PODS",
                "*",
                "pods",
                "localhost:443",
                "http://"
            })
    void noPathGetsAStrangerPastTheGateNorAKnownCallerToAnotherRoute(String path) throws Exception {
        for (var method : List.of("GET", "CONNECT")) {
            try (var client = stranger().send(head(method, path, ""))) {
                assertThat(client.rest()).as(method + " " + path).containsPattern("^HTTP/1.. (400|401) ");
            }
            try (var client = connect().send(head(method, path, ""))) {
                assertThat(client.rest()).as(method + " " + path).containsPattern("^HTTP/1.. (400|404|405) ");
            }
        }
        assertThat(calls.ever).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "tailLines=-1, 422",
        "tailLines=1000000000000000000000000000000, 400",
        "tailLines=NaN, 400",
        "tailLines=1e3, 400",
        "tailLines=%00, 400",
        "tailLines=, 400",
        "tailLines=0x10, 400",
        "tailLines=%zz, 400",
        "sinceSeconds=0, 422",
        "sinceSeconds=-9223372036854775808, 422",
        "sinceSeconds=9223372036854775808, 400",
        "limitBytes=0, 422",
        "limitBytes=-1, 422",
        "sinceTime=yesterday, 400",
        "sinceTime=%2B1000000000-12-31T23:59:59Z, 400",
        "sinceTime=2026-11-21T04:00:00Z&sinceSeconds=1, 422",
        "stream=Stdout%00, 400",
        "tailLines=-1&tailLines=1, 422"
    })
    void anAbsurdQueryForLogsIsRefusedAsTheKubeletDoes(String query, int status) throws Exception {
        try (var client = connect().send(head("GET", "/containerLogs/default/web/main?" + query, ""))) {
            assertThat(client.rest()).startsWith("HTTP/1.1 " + status);
        }
        assertThat(calls.ever).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"..%2f..%2fetc%2fpasswd", "main%00", "%0d%0aSet-Cookie:%20a", "..", "main%20", "MAIN"})
    void noNameOfAContainerLeavesItsPod(String container) throws Exception {
        for (var route : List.of("containerLogs", "exec", "attach")) {
            try (var client = connect().send(head("GET", "/" + route + "/default/web/" + container, ""))) {
                assertThat(client.head())
                        .containsPattern("^HTTP/1.1 (404|400) ")
                        .doesNotContain("Set-Cookie");
            }
        }
        assertThat(calls.ever).hasValue(0);
    }

    @Test
    void aMegabyteOfQueryIsRefused() throws Exception {
        try (var client = connect()) {
            try {
                client.send(head("GET", "/pods?" + "x=".repeat(500_000), ""));
            } catch (IOException cutOff) {
                return;
            }
            assertThat(client.rest()).containsPattern("^HTTP/1.. 414 ");
        }
    }

    @Test
    void tenThousandHeadersAreRefused() throws Exception {
        var many = IntStream.range(0, 10_000)
                .mapToObj(number -> "X" + number + ": y\r\n")
                .toList();
        try (var client = connect()) {
            try {
                client.send(head("GET", "/pods", String.join("", many)));
            } catch (IOException cutOff) {
                return;
            }
            assertThat(client.rest()).containsPattern("^HTTP/1.. 431 ");
        }
    }

    @Test
    void thousandsOfParametersAreWordsOfACommand() throws Exception {
        try (var client = connect().send(head("GET", "/exec/default/web/main?" + "command=a&".repeat(6000), ""))) {
            assertThat(client.rest()).startsWith("HTTP/1.1 400").contains("you must specify at least 1 of stdin");
        }
    }

    private DoomedClient stranger() throws IOException {
        return new DoomedClient(stranger, endpoint.server.port()).handshake();
    }

    private DoomedClient connect() throws IOException {
        return new DoomedClient(endpoint.client, endpoint.server.port()).handshake();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static String head(String method, String path, String headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
    }
}
