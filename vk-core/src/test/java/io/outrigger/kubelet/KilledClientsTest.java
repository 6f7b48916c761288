// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand clients are killed, each at another stage of what it does; nothing of them is left. */
@Timeout(180)
class KilledClientsTest {

    private static final int CLIENTS = 1000;
    private static final int AT_ONCE = 4;
    private static final int SLOTS_OF_A_NODE = Endpoint.LIMITS.streamsPerNode();
    /** Idle threads of the pools end after ten seconds. */
    private static final Duration SETTLED = Duration.ofSeconds(25);
    /** A thousand leaked connections of the smallest kind would hold five times as much. */
    private static final long MEGABYTES = 4L << 20;

    private static final Pattern OF_A_CONNECTION = Pattern.compile(
            "io\\.netty\\.channel\\.socket\\.nio\\.NioSocketChannel$|io\\.vertx\\.core\\.http\\.impl\\.http1\\.Http1"
                    + "|io\\.outrigger\\.kubelet\\.(stream|command|forward)\\.[A-Za-z]+$");

    /** An event loop may hold on to the last that it served. */
    private static final int FEW = 20;

    private static final int COLLECTIONS = 5;

    /** The threads that serve clients; those of the event loops stay. */
    private static final Pattern POOLS = Pattern.compile("kubelet-(stream|close|worker|access)-.*");

    /** The test's own, which may end a moment after what it waited for. */
    private static final String WAITING = "awaitility-thread";

    private static final Path HANDLES = Path.of("/proc/self/fd");
    private static final byte[] PIECE = new byte[8 * 1024];

    @TempDir
    Path directory;

    private Endpoint endpoint;
    private final CountedCalls calls = new CountedCalls();

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory);
        endpoint.pods.add("web", FakePods.running());
        calls.of(endpoint.site);
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    enum Call {
        CAT("/exec/default/web/main?command=cat&input=1&output=1"),
        YES("/exec/default/web/main?command=yes&input=1&output=1"),
        SLEEP("/exec/default/web/main?command=sleep&input=1&output=1"),
        TRUE("/exec/default/web/main?command=true&input=1&output=1"),
        ATTACH("/attach/default/web/main?input=1&output=1"),
        FORWARD("/portForward/default/web"),
        LOGS("/containerLogs/default/web/main?follow=true"),
        RUN("/run/default/web/main?cmd=yes");

        final String path;

        Call(String path) {
            this.path = path;
        }

        boolean upgrades() {
            return this != LOGS && this != RUN;
        }
    }

    enum Wire {
        SPDY,
        WEB_SOCKET
    }

    /** How far a client goes before it is killed. */
    enum Stage {
        CONNECTED,
        HALF_A_HELLO,
        HANDSHAKE_DONE,
        REQUEST_LINE,
        HEADERS,
        ASKED,
        ANSWERED,
        ONE_STREAM,
        ALL_STREAMS,
        MIDDLE_OF_A_FRAME,
        MIDDLE_OF_STDIN,
        HALF_CLOSED,
        MIDDLE_OF_STDOUT
    }

    private record Fate(Call call, Wire wire, Stage stage, boolean reset) {

        /** Every combination comes once before one comes again. */
        static Fate number(int number) {
            int rest = number;
            var call = Call.values()[rest % Call.values().length];
            rest /= Call.values().length;
            var stage = Stage.values()[rest % Stage.values().length];
            rest /= Stage.values().length;
            return new Fate(call, Wire.values()[rest % 2], stage, rest / 2 % 2 == 0);
        }
    }

    private record Left(List<String> threads, long handles, long heap, long objects) {}

    @Test
    void nothingOfAThousandKilledClientsIsLeft() throws Exception {
        kill(Call.values().length * Stage.values().length);
        var before = settled();

        kill(CLIENTS);

        var after = settled();
        assertThat(calls.ever.get()).isGreaterThan(CLIENTS / 4);
        var begun = new ArrayList<>(after.threads());
        before.threads().forEach(begun::remove);
        assertThat(begun).as("threads that serve nobody").isEmpty();
        Awaitility.await().atMost(SETTLED).until(() -> poolThreads() == 0);
        assertThat(after.handles()).as("file handles").isLessThanOrEqualTo(before.handles());
        assertThat(after.objects()).as("objects of connections").isLessThanOrEqualTo(before.objects() + FEW);
        // What has a cleaner is gone only some collections later.
        Awaitility.await()
                .atMost(SETTLED)
                .untilAsserted(() -> assertThat(heap()).as("heap").isLessThan(before.heap() + MEGABYTES));
        assertThatAllSlotsAreFree();
    }

    private void kill(int count) throws Exception {
        var threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            var fates = new ArrayList<Callable<Void>>();
            for (int number = 0; number < count; number++) {
                var fate = Fate.number(number);
                fates.add(() -> {
                    meet(fate);
                    return null;
                });
            }
            for (var met : threads.invokeAll(fates)) {
                met.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void meet(Fate fate) throws Exception {
        try (var client = new DoomedClient(endpoint.client, endpoint.server.port())) {
            try {
                live(client, fate);
            } catch (IOException early) {
                // Only TRUE is over before its client is.
                assertThat(fate.call()).as(fate + " met " + early).isEqualTo(Call.TRUE);
            }
            if (fate.reset()) {
                client.reset();
            }
        }
    }

    private static void live(DoomedClient client, Fate fate) throws IOException {
        var stage = fate.stage();
        var head = head(fate);
        switch (stage) {
            case CONNECTED -> {}
            case HALF_A_HELLO -> client.halfAHello();
            case HANDSHAKE_DONE -> client.handshake();
            case REQUEST_LINE -> client.handshake().send(head.substring(0, head.indexOf('\n') + 1));
            case HEADERS -> client.handshake().send(head.substring(0, head.length() - 4));
            case ASKED -> client.handshake().send(head);
            default -> {
                assertThat(client.handshake().send(head).head())
                        .startsWith("HTTP/1.1 " + (fate.call().upgrades() ? 101 : 200));
                if (fate.call().upgrades() && stage != Stage.ANSWERED) {
                    converse(client, fate);
                }
            }
        }
    }

    private static String head(Fate fate) {
        if (!fate.call().upgrades()) {
            return (fate.call() == Call.RUN ? "POST " : "GET ") + fate.call().path
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        }
        if (fate.wire() == Wire.WEB_SOCKET) {
            var protocol = fate.call() == Call.FORWARD ? "v4.channel.k8s.io" : "v5.channel.k8s.io";
            return "GET " + fate.call().path + (fate.call() == Call.FORWARD ? "?port=80" : "")
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Protocol: " + protocol + "\r\n\r\n";
        }
        var protocol = fate.call() == Call.FORWARD ? "portforward.k8s.io" : "v4.channel.k8s.io";
        return "POST " + fate.call().path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                + "X-Stream-Protocol-Version: " + protocol + "\r\nContent-Length: 0\r\n\r\n";
    }

    private static void converse(DoomedClient client, Fate fate) throws IOException {
        if (fate.wire() == Wire.WEB_SOCKET) {
            overWebSocket(client, fate.stage());
        } else {
            overSpdy(client, fate);
        }
        if (fate.stage() == Stage.MIDDLE_OF_STDOUT && fate.call() == Call.YES) {
            client.read(100_000);
        }
    }

    private static void overWebSocket(DoomedClient client, Stage stage) throws IOException {
        switch (stage) {
            case MIDDLE_OF_A_FRAME -> client.send(new byte[] {(byte) 0x82, (byte) (0x80 | 126), 32, 0, 0, 0});
            case MIDDLE_OF_STDIN -> client.message(PIECE).message(PIECE);
            case HALF_CLOSED -> client.message(PIECE).message(new byte[] {(byte) 255, 0});
            default -> client.message(new byte[1]);
        }
    }

    private static void overSpdy(DoomedClient client, Fate fate) throws IOException {
        boolean forward = fate.call() == Call.FORWARD;
        client.openStream("streamtype", "error", "port", "80", "requestid", "0");
        if (fate.stage() == Stage.ONE_STREAM) {
            return;
        }
        int input = client.openStream("streamtype", forward ? "data" : "stdin", "port", "80", "requestid", "0");
        if (!forward) {
            client.openStream("streamtype", "stdout");
        }
        switch (fate.stage()) {
            case MIDDLE_OF_A_FRAME -> client.send(new byte[] {0, 0, 0, (byte) input, 0, 0, 32});
            case MIDDLE_OF_STDIN -> client.streamData(input, PIECE, false).streamData(input, PIECE, false);
            case HALF_CLOSED -> client.streamData(input, PIECE, true);
            default -> {}
        }
    }

    private Left settled() throws Exception {
        Awaitility.await().atMost(SETTLED).untilAsserted(() -> {
            assertThat(calls.open.get()).as("calls of the provider").isZero();
            assertThat(endpoint.server.connections()).as("connections").isZero();
        });
        return new Left(otherThreads(), handles(), leastHeap(), objects());
    }

    private static long poolThreads() {
        return threads(POOLS.asMatchPredicate()).size();
    }

    private static List<String> otherThreads() {
        return threads(POOLS.asMatchPredicate().or(WAITING::equals).negate());
    }

    private static List<String> threads(Predicate<String> names) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(names)
                .toList();
    }

    /** How many connections, and objects of ours, are still in memory for whatever reason. */
    private static long objects() throws Exception {
        return histogram()
                .filter(columns -> OF_A_CONNECTION.matcher(columns[3]).lookingAt())
                .mapToLong(columns -> Long.parseLong(columns[1]))
                .sum();
    }

    /**
     * Bytes of what is in memory for whatever reason. What is in use after a collection is another number: G1 leaves one
     * byte in twenty where it is rather than move the others.
     */
    private static long heap() throws Exception {
        return histogram().mapToLong(columns -> Long.parseLong(columns[2])).sum();
    }

    private static long leastHeap() throws Exception {
        long least = Long.MAX_VALUE;
        for (int count = 0; count < COLLECTIONS; count++) {
            least = Math.min(least, heap());
        }
        return least;
    }

    /** Number, count, bytes and name of each class, after a collection. */
    private static Stream<String[]> histogram() throws Exception {
        var histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[0].endsWith(":"));
    }

    private static long handles() throws IOException {
        if (!Files.isDirectory(HANDLES)) {
            return 0;
        }
        try (var handles = Files.list(HANDLES)) {
            return handles.count();
        }
    }

    private void assertThatAllSlotsAreFree() throws Exception {
        var open = new ArrayList<SpdyClient>();
        try {
            for (int count = 0; count < SLOTS_OF_A_NODE; count++) {
                var client =
                        new SpdyClient(endpoint.client, endpoint.server.port(), Call.SLEEP.path, SpdyClient.COMMAND);
                open.add(client);
                assertThat(client.status()).isEqualTo(101);
            }
        } finally {
            for (var client : open) {
                client.close();
            }
        }
    }
}
