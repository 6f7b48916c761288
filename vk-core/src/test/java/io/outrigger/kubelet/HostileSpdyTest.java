// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.spdy.DefaultSpdyGoAwayFrame;
import io.netty.handler.codec.spdy.DefaultSpdySettingsFrame;
import io.netty.handler.codec.spdy.DefaultSpdyWindowUpdateFrame;
import io.outrigger.kubelet.stream.HostileFrames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.awaitility.Awaitility;

/**
 * Clients that break the rules: each gets an error or is cut off, none waits for ever, and a client beside them notices
 * nothing.
 */
class HostileSpdyTest {

    private static final String EXEC = "/exec/default/web/main?command=cat&input=1&output=1";
    private static final String FORWARD = "/portForward/default/web";

    private static Path directory;
    private static Endpoint endpoint;
    private static SpdyClient witness;
    private static int echoed;

    @BeforeContainer
    static void start() throws Exception {
        directory = Files.createTempDirectory("hostile");
        endpoint = new Endpoint(directory, new StreamTimeouts(Duration.ofHours(4), Duration.ofMillis(300)));
        endpoint.pods.add("web", FakePods.running());
        endpoint.site.portForward = new FakePorts();
        endpoint.site.exec = (pod, container, command, streams) -> {
            var piece = new byte[1024];
            for (int length = Io.read(streams.input(), piece); length >= 0; length = Io.read(streams.input(), piece)) {
                Io.write(streams.output(), Arrays.copyOf(piece, length));
            }
            return 0;
        };
        witness = connect(EXEC, SpdyClient.COMMAND).listen();
        witness.open("error");
        witness.open("stdout");
        witness.open("stdin");
    }

    @AfterContainer
    static void stop() throws Exception {
        witness.close();
        endpoint.close();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void whoSendsAnyBytesIsCutOff(@ForAll byte[] bytes) throws Exception {
        assertThatItIsCutOff(bytes);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.OFF)
    void whoSendsFramesInNoOrderIsCutOff(@ForAll("frames") List<byte[]> frames) throws Exception {
        assertThatItIsCutOff(frames.toArray(byte[][]::new));
    }

    /** Kinds, streams and flags as they come; lengths that are true or not; an end in the middle of a frame. */
    @Provide
    Arbitrary<List<byte[]>> frames() {
        var payload = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        var control = Combinators.combine(
                        Arbitraries.integers().between(0, 12),
                        Arbitraries.of(0, 1, 2, 255),
                        Arbitraries.integers().between(-4, 4),
                        payload)
                .as((type, flags, lie, bytes) ->
                        HostileFrames.control(type, flags, Math.max(0, bytes.length + lie), bytes));
        var data = Combinators.combine(Arbitraries.integers().between(0, 9), Arbitraries.of(0, 1), payload)
                .as((stream, flags, bytes) -> HostileFrames.data(stream, flags, bytes.length, bytes));
        return Arbitraries.oneOf(control, data).list().ofMinSize(1).ofMaxSize(20);
    }

    @Example
    void aHeaderBlockThatInflatesWithoutEndEndsTheConnection() throws Exception {
        assertThatItIsCutOff(HostileFrames.bomb(1, 100_000_000));
    }

    @Example
    void aStreamWithHeadersThatAreTooLongIsRefused() throws Exception {
        try (var client = connect(FORWARD, "portforward.k8s.io").listen()) {
            int id = client.open(Map.of("streamtype", "data", "port", "80", "junk", "x".repeat(60_000)));

            client.stream(id).whole();
            assertThat(client.stream(id).reset).isTrue();
            assertThatItStillAnswers(client);
        }
    }

    @Example
    void aStreamWithThousandsOfHeadersIsRefused() throws Exception {
        var headers = new HashMap<>(Map.of("streamtype", "data", "port", "80"));
        IntStream.range(0, 5000).forEach(number -> headers.put("h" + number, ""));
        try (var client = connect(FORWARD, "portforward.k8s.io").listen()) {
            int id = client.open(headers);

            client.stream(id).whole();
            assertThat(client.stream(id).reset).isTrue();
            assertThatItStillAnswers(client);
        }
    }

    @Example
    void aFrameThatNeverEndsIsCutOffWithItsStreams() throws Exception {
        assertThatItIsCutOff(HostileFrames.control(1, 0, 0xffffff, new byte[10]), new byte[1000]);
    }

    @Example
    void aStreamOfAnEvenOrUsedNumberEndsTheConnection() throws Exception {
        try (var client = connect(FORWARD, "portforward.k8s.io").listen()) {
            client.open(Map.of("streamtype", "data", "port", "80"));
            client.raw(HostileFrames.control(1, 0, 10, new byte[] {0, 0, 0, 1, 0, 0, 0, 0, 0, 0}));
            assertThat(client.awaitClosed(5)).isTrue();
        }
        try (var client = connect(FORWARD, "portforward.k8s.io").listen()) {
            client.raw(HostileFrames.control(1, 0, 10, new byte[] {0, 0, 0, 2, 0, 0, 0, 0, 0, 0}));
            assertThat(client.awaitClosed(5)).isTrue();
        }
        assertThatOthersNoticeNothing();
    }

    @Example
    void dataOnStreamsThatAreEndedOrUnknownIsRefusedAndTheConnectionGoesOn() throws Exception {
        try (var client = connect(FORWARD, "portforward.k8s.io").listen()) {
            int id = client.open(Map.of("streamtype", "data", "port", "80", "requestid", "0"));
            client.end(id);
            client.data(id, "more");
            client.data(77, "unknown");
            client.reset(99);
            client.send(new DefaultSpdySettingsFrame().setValue(4, 100));
            client.send(new DefaultSpdyWindowUpdateFrame(id, 1000));
            client.send(new DefaultSpdyGoAwayFrame(0, 0));

            assertThat(client.stream(id).ended.await(5, TimeUnit.SECONDS)).isTrue();
            assertThatItStillAnswers(client);
        }
        assertThatOthersNoticeNothing();
    }

    @Example
    void oneStreamTooManyIsRefused() throws Exception {
        try (var client = connect(FORWARD, "portforward.k8s.io").listen()) {
            for (int count = 0; count < 256; count++) {
                client.open(Map.of("streamtype", "error", "port", "80", "requestid", String.valueOf(count)));
            }
            int last = client.open(Map.of("streamtype", "error", "port", "80", "requestid", "last"));

            client.stream(last).whole();
            assertThat(client.stream(last).reset).isTrue();
            assertThatItStillAnswers(client);
        }
    }

    @Example
    void whoAsksWithoutReadingTheAnswersIsNotHeardUntilHeReads() throws Exception {
        var sent = new AtomicLong();
        var stop = new AtomicBoolean();
        var pings = new byte[12 * 1000];
        for (int at = 0; at < pings.length; at += 12) {
            System.arraycopy(HostileFrames.control(6, 0, 4, new byte[] {0, 0, 0, 1}), 0, pings, at, 12);
        }
        try (var client = connect(FORWARD, "portforward.k8s.io")) {
            var sender = Io.inBackground(() -> {
                while (!stop.get()) {
                    client.raw(pings);
                    sent.addAndGet(1000);
                }
            });
            assertThat(Io.plateau(sent::get)).isLessThan(5_000_000);
            assertThatOthersNoticeNothing();

            stop.set(true);
            client.listen();
            sender.join(20_000);
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> client.pings.size() == sent.get());
        }
    }

    private static void assertThatItIsCutOff(byte[]... parts) throws Exception {
        try (var client = connect(EXEC, SpdyClient.COMMAND).listen()) {
            for (var part : parts) {
                try {
                    client.raw(part);
                } catch (IOException already) {
                    break;
                }
            }
            assertThat(client.awaitClosed(10)).isTrue();
        }
        assertThatOthersNoticeNothing();
    }

    private static void assertThatItStillAnswers(SpdyClient client) throws Exception {
        client.ping(12345);
        assertThat(client.pings.poll(5, TimeUnit.SECONDS)).isEqualTo(12345);
    }

    private static void assertThatOthersNoticeNothing() throws Exception {
        witness.data(5, "x");
        echoed++;
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> witness.stream(3).text().length() == echoed);
    }

    private static SpdyClient connect(String path, String... protocols) throws Exception {
        return new SpdyClient(endpoint.client, endpoint.server.port(), path, protocols);
    }
}
