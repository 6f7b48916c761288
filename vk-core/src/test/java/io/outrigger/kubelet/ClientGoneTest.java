// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ContainerStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The client goes away at every stage; the provider is told within two seconds and the slot is free again. */
@Timeout(60)
class ClientGoneTest {

    private static final String EXEC = "/exec/default/web/main?command=sh&input=1&output=1";
    private static final byte[] PIECE = new byte[32 * 1024];

    @TempDir
    Path directory;

    private Endpoint endpoint;
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory, new StreamTimeouts(Duration.ofHours(4), Duration.ofSeconds(1)));
        endpoint.pods.add("web", FakePods.running());
        behave(streams -> new CountDownLatch(1).await());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    private interface Behaviour {
        void run(ContainerStreams streams) throws InterruptedException, IOException;
    }

    enum Leaving {
        CLOSE {
            @Override
            void leave(SpdyClient client) throws IOException {
                client.close();
            }
        },
        BREAK {
            @Override
            void leave(SpdyClient client) throws IOException {
                client.kill();
            }
        };

        abstract void leave(SpdyClient client) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void whileACommandIsSilent(Leaving leaving) throws Exception {
        var client = begin();
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();

        leaving.leave(client);

        assertThatTheProviderIsTold();
    }

    @ParameterizedTest
    @EnumSource
    void whileNobodyReadsStdin(Leaving leaving) throws Exception {
        var client = begin();
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
        stuff(client);
        // A sign of life, which is no ping: a client that waits to write something else could not answer it.
        assertThat(client.pings.poll(5, TimeUnit.SECONDS)).isOdd();

        leaving.leave(client);

        assertThatTheProviderIsTold();
    }

    @ParameterizedTest
    @EnumSource
    void whileTheClientDoesNotReadStdout(Leaving leaving) throws Exception {
        var written = new AtomicLong();
        behave(streams -> {
            while (true) {
                streams.output().write(PIECE);
                written.incrementAndGet();
            }
        });
        var client = connect();
        openAll(client);
        Io.plateau(written::get);

        leaving.leave(client);

        assertThatTheProviderIsTold();
    }

    @Test
    void beforeItOpenedItsStreams() throws Exception {
        for (int count = 0; count < 70; count++) {
            connect().close();
        }

        assertThatASlotIsFree();
        assertThat(running.getCount()).isEqualTo(1);
    }

    @Test
    void aClientThatOpensTooFewStreamsIsCutOff() throws Exception {
        var client = connect().listen();
        client.open("error");

        assertThat(client.awaitClosed(5)).isTrue();
        assertThat(running.getCount()).isEqualTo(1);
    }

    @Test
    void aWebSocketThatBreaks() throws Exception {
        try (var client = new WebSocketClient(endpoint.client, EXEC, "v5.channel.k8s.io")) {
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
            client.abort();
        }

        assertThatTheProviderIsTold();
    }

    @Test
    void aWebSocketThatBreaksWhileNobodyReadsStdin() throws Exception {
        try (var client = new WebSocketClient(endpoint.client, EXEC, "v5.channel.k8s.io")) {
            assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();
            Io.inBackground(() -> {
                while (true) {
                    client.binary(0, PIECE);
                }
            });
            // Signs of life are sent while reading is paused, and none that a client which only writes must answer.
            Awaitility.await().until(() -> client.pongs.get() > 1);
            assertThat(client.pings).hasValue(0);
            client.abort();
        }

        assertThatTheProviderIsTold();
    }

    @Test
    void aConnectionWithoutTrafficIsClosed() throws Exception {
        endpoint.close();
        endpoint = new Endpoint(directory, new StreamTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(30)));
        endpoint.pods.add("web", FakePods.running());
        behave(streams -> new CountDownLatch(1).await());
        var client = begin();
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();

        assertThat(client.awaitClosed(10)).isTrue();
        assertThatTheProviderIsTold();
    }

    @Test
    void theServerStops() throws Exception {
        begin();
        assertThat(running.await(5, TimeUnit.SECONDS)).isTrue();

        endpoint.server.close();

        assertThat(interrupted.await(2, TimeUnit.SECONDS)).isTrue();
    }

    private void behave(Behaviour behaviour) {
        endpoint.site.exec = (pod, container, command, streams) -> {
            running.countDown();
            try {
                behaviour.run(streams);
                return 0;
            } catch (IOException gone) {
                return 1;
            } finally {
                interrupted.countDown();
            }
        };
    }

    private void assertThatTheProviderIsTold() throws Exception {
        assertThat(interrupted.await(2, TimeUnit.SECONDS)).isTrue();
        assertThatASlotIsFree();
    }

    private void assertThatASlotIsFree() {
        endpoint.site.exec = (pod, container, command, streams) -> 0;
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            try (var client = connect()) {
                assertThat(client.status()).isEqualTo(101);
            }
        });
    }

    private SpdyClient connect() throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), EXEC, SpdyClient.COMMAND);
    }

    private SpdyClient begin() throws Exception {
        var client = connect().listen();
        openAll(client);
        return client;
    }

    private static void openAll(SpdyClient client) throws IOException {
        client.open("error");
        client.open("stdout");
        client.open("stdin");
    }

    /** Sends to stdin until nothing more is taken. */
    private static void stuff(SpdyClient client) {
        var sent = new AtomicLong();
        Io.inBackground(() -> {
            while (true) {
                client.data(5, PIECE, false);
                sent.incrementAndGet();
            }
        });
        Io.plateau(sent::get);
    }
}
