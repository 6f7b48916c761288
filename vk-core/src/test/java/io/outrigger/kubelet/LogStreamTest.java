// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LogStreamTest {

    private static final String FOLLOW = "/containerLogs/default/web/main?follow=true";
    private static final int MEGABYTE = 1024 * 1024;

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

    @Test
    void whoFollowsASilentContainerGetsHeadersAtOnce() throws Exception {
        var response = follow();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        response.body().close();
    }

    @Test
    void eachLineArrivesWhenItIsWrittenAndTheEndEndsTheAnswer() throws Exception {
        endpoint.logs.current = "2026-11-21T04:00:00.000000000Z old\n";
        try (var reader = new BufferedReader(new InputStreamReader(follow().body(), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).isEqualTo("old");
            endpoint.logs.add("2026-11-21T04:00:01.000000000Z new\n");
            assertThat(reader.readLine()).isEqualTo("new");
            endpoint.logs.end();
            assertThat(reader.readLine()).isNull();
        }
    }

    @Test
    void aLimitEndsAFollowThatWouldGoOn() throws Exception {
        endpoint.logs.endless = true;

        var response = endpoint.client.get(FOLLOW + "&limitBytes=1500000");

        assertThat(response.body()).hasSize(1500000);
        assertThat(endpoint.logs.closed.await(5, SECONDS)).isTrue();
    }

    @Test
    void aClientThatLeavesClosesTheLogOfASilentContainer() throws Exception {
        var response = follow();

        response.body().close();

        assertThat(endpoint.logs.closed.await(5, SECONDS)).isTrue();
    }

    @Test
    void aClientWhoseConnectionBreaksClosesTheLog() throws Exception {
        try (var socket = request(FOLLOW)) {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        }

        assertThat(endpoint.logs.closed.await(5, SECONDS)).isTrue();
    }

    @Test
    void aSlowReaderSlowsTheSiteDownInsteadOfFillingMemory() throws Exception {
        endpoint.logs.endless = true;
        var body = follow().body();
        body.readNBytes(MEGABYTE);

        long held = plateau();
        assertThat(held).isLessThan(32L * MEGABYTE);

        body.readNBytes((int) held + MEGABYTE);
        assertThat(endpoint.logs.produced.get()).isGreaterThan(held);
        body.close();
        assertThat(endpoint.logs.closed.await(5, SECONDS)).isTrue();
    }

    @Test
    void aNodeWithTooManyOpenLogsAsksToTryLater() throws Exception {
        List<HttpResponse<InputStream>> open = new ArrayList<>();
        for (int count = 0; count < 64; count++) {
            open.add(follow());
        }

        var refused = endpoint.client.get(FOLLOW);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.body()).contains("press-hall-1").contains("64");
        open.get(0).body().close();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            var again = follow();
            open.add(again);
            assertThat(again.statusCode()).isEqualTo(200);
        });
        for (var each : open) {
            each.body().close();
        }
    }

    @Test
    void closingTheServerClosesLogsThatAreFollowed() throws Exception {
        follow();

        endpoint.server.close();

        assertThat(endpoint.logs.closed.await(5, SECONDS)).isTrue();
    }

    /** Waits until the site has produced nothing for a while and says how much it has. */
    private long plateau() {
        var last = new AtomicLong(-1);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(Duration.ofSeconds(20))
                .until(() -> endpoint.logs.produced.get() == last.getAndSet(endpoint.logs.produced.get()));
        return last.get();
    }

    private HttpResponse<InputStream> follow() throws Exception {
        return endpoint.client.send("GET", FOLLOW, BodyHandlers.ofInputStream());
    }

    private Socket request(String path) throws Exception {
        var socket = endpoint.client.tls().getSocketFactory().createSocket("127.0.0.1", endpoint.server.port());
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
