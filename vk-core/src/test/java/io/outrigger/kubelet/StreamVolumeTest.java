// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.ContainerStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Much data, slow readers, many clients. */
@Timeout(120)
class StreamVolumeTest {

    private static final String OUT = "/exec/default/web/main?command=cat&output=1";
    private static final String IN_OUT = OUT + "&input=1";
    private static final int MEGABYTE = 1024 * 1024;
    private static final long MUCH = 100L * MEGABYTE;
    /** Twice 256 KiB in the server's streams, and what the sockets and TLS of both sides hold. */
    private static final long HELD_AT_MOST = 16L * MEGABYTE;

    private static final byte[] PIECE = new byte[32 * 1024];

    static {
        new Random(1).nextBytes(PIECE);
    }

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
    void aHundredMegabytesArriveWholeOnStdout() throws Exception {
        exec(streams -> {
            for (long sent = 0; sent < MUCH; sent += PIECE.length) {
                streams.output().write(PIECE);
            }
        });
        try (var client = connect(OUT).listen()) {
            int error = client.open("error");
            int stdout = client.open("stdout");

            assertThat(client.stream(stdout).ended.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(HexFormat.of().formatHex(client.stream(stdout).digest.digest()))
                    .isEqualTo(expected(MUCH));
            assertThat(client.stream(error).whole()).contains("Success");
        }
    }

    @Test
    void aHundredMegabytesArriveWholeOnStdin() throws Exception {
        exec(streams -> streams.output().write(digest(streams.input()).getBytes()));
        try (var client = connect(IN_OUT).listen()) {
            client.open("error");
            int stdout = client.open("stdout");
            int stdin = client.open("stdin");
            for (long sent = 0; sent < MUCH; sent += PIECE.length) {
                client.data(stdin, PIECE, false);
            }
            client.end(stdin);

            assertThat(client.stream(stdout).whole()).isEqualTo(expected(MUCH));
        }
    }

    @Test
    void aClientThatReadsSlowlySlowsTheCommandDownInsteadOfFillingMemory() throws Exception {
        var produced = new AtomicLong();
        exec(streams -> {
            while (true) {
                streams.output().write(PIECE);
                produced.addAndGet(PIECE.length);
            }
        });
        try (var slow = connect(OUT)) {
            slow.open("error");
            slow.open("stdout");

            assertThat(Io.plateau(produced::get)).isLessThan(HELD_AT_MOST);
            assertThatOthersAreServed();
        }
    }

    @Test
    void aCommandThatReadsNothingSlowsTheClientDownInsteadOfFillingMemory() throws Exception {
        var read = new CountDownLatch(1);
        exec(streams -> {
            read.await();
            streams.output().write(digest(streams.input()).getBytes());
        });
        var sent = new AtomicLong();
        try (var client = connect(IN_OUT).listen()) {
            client.open("error");
            int stdout = client.open("stdout");
            int stdin = client.open("stdin");
            Io.inBackground(() -> {
                while (sent.get() < MUCH / 4) {
                    client.data(stdin, PIECE, false);
                    sent.addAndGet(PIECE.length);
                }
                client.end(stdin);
            });

            assertThat(Io.plateau(sent::get)).isLessThan(HELD_AT_MOST);
            read.countDown();
            assertThat(client.stream(stdout).whole()).isEqualTo(expected(MUCH / 4));
        }
    }

    @Test
    void aWebSocketIsSlowedDownTheSameWay() throws Exception {
        var read = new CountDownLatch(1);
        exec(streams -> {
            read.await();
            streams.output().write(digest(streams.input()).getBytes());
        });
        var sent = new AtomicLong();
        try (var client = new WebSocketClient(endpoint.client, IN_OUT, "v5.channel.k8s.io")) {
            Io.inBackground(() -> {
                while (sent.get() < MUCH / 4) {
                    client.binary(0, PIECE);
                    sent.addAndGet(PIECE.length);
                }
                client.binary(255, new byte[] {0});
            });

            assertThat(Io.plateau(sent::get)).isLessThan(HELD_AT_MOST);
            read.countDown();
            assertThat(client.whole(1)).isEqualTo(expected(MUCH / 4));
        }
    }

    @Test
    void fiftyClientsAtATimeGetEachTheirOwn() throws Exception {
        endpoint.site.exec = (pod, container, command, streams) -> {
            Io.write(streams.output(), command.get(1) + ":" + Io.readAll(streams.input()));
            return Integer.parseInt(command.get(1));
        };
        var clients = new ArrayList<SpdyClient>();
        for (int number = 0; number < 50; number++) {
            var client = connect(IN_OUT + "&command=" + number).listen();
            clients.add(client);
            client.open("error");
            client.open("stdout");
            client.open("stdin");
        }
        for (int number = 0; number < 50; number++) {
            clients.get(number).data(5, "hello " + number);
            clients.get(number).end(5);
        }
        for (int number = 0; number < 50; number++) {
            var client = clients.get(number);
            assertThat(client.stream(3).whole()).isEqualTo(number + ":hello " + number);
            assertThat(client.stream(1).whole())
                    .contains(number == 0 ? "\"Success\"" : "\"message\":\"" + number + "\"");
            client.close();
        }
    }

    private void assertThatOthersAreServed() throws Exception {
        exec(streams -> streams.output().write("served".getBytes()));
        try (var other = connect(OUT).listen()) {
            other.open("error");
            int stdout = other.open("stdout");
            assertThat(other.stream(stdout).whole()).isEqualTo("served");
        }
    }

    private interface Behaviour {
        void run(ContainerStreams streams) throws IOException, InterruptedException;
    }

    private void exec(Behaviour behaviour) {
        endpoint.site.exec = (pod, container, command, streams) -> {
            try {
                behaviour.run(streams);
                return 0;
            } catch (IOException gone) {
                return 1;
            }
        };
    }

    private static String digest(InputStream stream) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            stream.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException | java.security.NoSuchAlgorithmException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String expected(long length) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        for (long count = 0; count < length; count += PIECE.length) {
            digest.update(PIECE);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private SpdyClient connect(String path) throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), path, SpdyClient.COMMAND);
    }
}
