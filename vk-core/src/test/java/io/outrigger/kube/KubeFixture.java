// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/** A scripted API server and a connection to it whose waits are short. */
final class KubeFixture implements AutoCloseable {

    static final WatchTiming QUICK = new WatchTiming(
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30));

    final MockWebServer server = new MockWebServer();
    final KubeConnection cluster;

    KubeFixture() throws IOException {
        this(QUICK, 50, Clock.systemUTC());
    }

    KubeFixture(Clock clock) throws IOException {
        this(QUICK, 50, clock);
    }

    KubeFixture(WatchTiming timing, int watchesPerNode) throws IOException {
        this(timing, watchesPerNode, Clock.systemUTC());
    }

    private KubeFixture(WatchTiming timing, int watchesPerNode, Clock clock) throws IOException {
        server.start();
        cluster = KubeConnection.builder()
                .config(config(server.url("/").toString()))
                .timing(timing)
                .clock(clock)
                .watchesPerNode(watchesPerNode)
                .open();
    }

    static Config config(String url) {
        Config config = Config.empty();
        return new ConfigBuilder(config).withMasterUrl(url).build();
    }

    void answer(int code, String body) {
        server.enqueue(json(code, body).build());
    }

    static MockResponse.Builder json(int code, String body) {
        return new MockResponse.Builder()
                .code(code)
                .addHeader("Content-Type", "application/json")
                .body(body);
    }

    static String status(int code, String reason, String message) {
        return """
                {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","message":"%s","code":%d}""".formatted(reason, message, code);
    }

    RecordedRequest request() throws InterruptedException {
        RecordedRequest request = server.takeRequest(5, java.util.concurrent.TimeUnit.SECONDS);
        if (request == null) {
            throw new AssertionError("no request came within five seconds");
        }
        return request;
    }

    static String body(RecordedRequest request) {
        return request.getBody() == null ? "" : request.getBody().utf8();
    }

    @Override
    public void close() {
        cluster.close();
        server.close();
    }
}
