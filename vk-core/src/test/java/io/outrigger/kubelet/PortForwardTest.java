// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PortForwardTest {

    private static final String PATH = "/portForward/default/web";
    private static final String PROTOCOL = "portforward.k8s.io";

    @TempDir
    Path directory;

    private Endpoint endpoint;
    private FakePorts ports;

    @BeforeEach
    void start() throws Exception {
        ports = new FakePorts().listen(80).listen(443);
        endpoint = new Endpoint(directory, new StreamTimeouts(Duration.ofHours(4), Duration.ofSeconds(1)));
        endpoint.pods.add("web", FakePods.running());
        endpoint.site.portForward = ports;
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
        ports.close();
    }

    @Test
    void twoPortsOfOneClientAreTwoConnections() throws Exception {
        try (var client = connect(PATH)) {
            int http = open(client, 80, "0");
            int https = open(client, 443, "1");
            client.data(http, "to http");
            client.data(https, "to https");
            try (var podHttp = ports.accept(80);
                    var podHttps = ports.accept(443)) {
                assertThat(podHttp.getInputStream().readNBytes(7)).asString().isEqualTo("to http");
                assertThat(podHttps.getInputStream().readNBytes(8)).asString().isEqualTo("to https");
                podHttp.getOutputStream().write("from http".getBytes(StandardCharsets.UTF_8));
                podHttps.getOutputStream().write("from https".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(client.stream(http).whole()).isEqualTo("from http");
            assertThat(client.stream(https).whole()).isEqualTo("from https");
            assertThat(client.stream(http - 2).whole()).isEmpty();
        }
    }

    @Test
    void aHalfCloseReachesThePodAndItsAnswerStillComesBack() throws Exception {
        try (var client = connect(PATH + "/uid-of-web")) {
            int data = open(client, 80, "0");
            client.data(data, "question");
            client.end(data);
            try (var pod = ports.accept(80)) {
                assertThat(pod.getInputStream().readAllBytes()).asString().isEqualTo("question");
                pod.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(client.stream(data).whole()).isEqualTo("answer");
        }
    }

    @Test
    void aPortWhereNobodyListensIsToldAndTheSessionGoesOn() throws Exception {
        try (var client = connect(PATH)) {
            int closed = open(client, 8080, "0");
            assertThat(client.stream(closed - 2).whole())
                    .isEqualTo("error forwarding port 8080 to pod web, uid uid-of-web:"
                            + " nobody listens on port 8080 of pod web_default(uid-of-web)");
            assertThat(client.stream(closed).whole()).isEmpty();

            int open = open(client, 80, "1");
            try (var pod = ports.accept(80)) {
                pod.getOutputStream().write("still here".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(client.stream(open).whole()).isEqualTo("still here");
        }
    }

    @Test
    void aStreamThatTheClientResetsClosesItsConnectionOnly() throws Exception {
        try (var client = connect(PATH)) {
            int given = open(client, 80, "0");
            int kept = open(client, 443, "1");
            try (var podGiven = ports.accept(80);
                    var podKept = ports.accept(443)) {
                client.reset(given);
                assertThat(podGiven.getInputStream().read()).isEqualTo(-1);

                podKept.getOutputStream().write('k');
                Awaitility.await()
                        .untilAsserted(
                                () -> assertThat(client.stream(kept).text()).isEqualTo("k"));
            }
        }
    }

    @Test
    void aClientThatLeavesClosesItsConnectionsEvenIfThePodReadsNothing() throws Exception {
        var client = connect(PATH);
        int data = open(client, 80, "0");
        try (var pod = ports.accept(80)) {
            var sent = new AtomicLong();
            Io.inBackground(() -> {
                while (true) {
                    client.data(data, new byte[32 * 1024], false);
                    sent.incrementAndGet();
                }
            });
            Io.plateau(sent::get);
            client.kill();

            assertThat(ports.closed.poll(3, TimeUnit.SECONDS)).isNotNull();
            assertThat(pod.isConnected()).isTrue();
        }
    }

    @Test
    void halfAPairIsToldThatTheOtherHalfDidNotCome() throws Exception {
        try (var client = connect(PATH)) {
            int error = client.open(Map.of("streamtype", "error", "port", "80", "requestid", "0"));

            assertThat(client.stream(error).whole()).isEqualTo("timed out waiting for streams");
        }
    }

    @Test
    void anOldClientThatDoesNotNumberItsRequestsIsUnderstood() throws Exception {
        try (var client = connect(PATH)) {
            client.open(Map.of("streamtype", "error", "port", "80"));
            int data = client.open(Map.of("streamtype", "data", "port", "80"));
            try (var pod = ports.accept(80)) {
                pod.getOutputStream().write('!');
            }
            assertThat(client.stream(data).whole()).isEqualTo("!");
        }
    }

    @Test
    void streamsWithoutPortOrOfAnotherKindAreRefusedAndTheSessionGoesOn() throws Exception {
        try (var client = connect(PATH)) {
            int noPort = client.open(Map.of("streamtype", "error", "requestid", "0"));
            int badPort = client.open(Map.of("streamtype", "data", "port", "65536", "requestid", "0"));
            int noKind = client.open(Map.of("port", "80", "requestid", "0"));
            int twice = client.open(Map.of("streamtype", "error", "port", "80", "requestid", "7"));
            int again = client.open(Map.of("streamtype", "error", "port", "80", "requestid", "7"));
            for (int refused : new int[] {noPort, badPort, noKind, again}) {
                client.stream(refused).whole();
                assertThat(client.stream(refused).reset).isTrue();
            }
            assertThat(client.stream(twice).replied.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anOldWebSocketClientGetsTwoChannelsForEachPort() throws Exception {
        try (var client = new WebSocketClient(endpoint.client, PATH + "?port=80&port=443,8080", "v4.channel.k8s.io")) {
            try (var http = ports.accept(80);
                    var https = ports.accept(443)) {
                client.binary(0, "to http");
                assertThat(http.getInputStream().readNBytes(7)).asString().isEqualTo("to http");
                http.getOutputStream().write("a".getBytes(StandardCharsets.UTF_8));
                https.getOutputStream().write("b".getBytes(StandardCharsets.UTF_8));
            }

            assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(1000);
            assertThat(client.messages.poll()).containsExactly(0, 80, 0);
            assertThat(client.messages.poll()).containsExactly(1, 80, 0);
            assertThat(client.messages.poll()).containsExactly(2, 443 & 0xff, 443 >> 8);
            assertThat(client.soFar(0)).isEqualTo("P\0a");
            assertThat(client.soFar(2)).endsWith("b");
            assertThat(client.soFar(5)).contains("error forwarding port 8080 to pod web, uid uid-of-web");
        }
    }

    @Test
    void anOldWebSocketClientMaySpeakBase64() throws Exception {
        try (var client = new WebSocketClient(endpoint.client, PATH + "?port=80", "v4.base64.channel.k8s.io")) {
            try (var pod = ports.accept(80)) {
                client.text("0" + Base64.getEncoder().encodeToString("hey".getBytes(StandardCharsets.UTF_8)));
                assertThat(pod.getInputStream().readNBytes(3)).asString().isEqualTo("hey");
            }
            assertThat(client.messages.poll(5, TimeUnit.SECONDS)).asString().isEqualTo("0UAA=");
        }
    }

    private SpdyClient connect(String path) throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), path, PROTOCOL).listen();
    }

    /** Opens a pair as kubectl does and returns its data stream. */
    private static int open(SpdyClient client, int port, String request) throws Exception {
        int error = client.open(Map.of("streamtype", "error", "port", String.valueOf(port), "requestid", request));
        client.end(error);
        return client.open(Map.of("streamtype", "data", "port", String.valueOf(port), "requestid", request));
    }
}
