// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who connects and does not get to the point is cut off, and a caller beside him is served as if he were not there. */
@Timeout(90)
class CrowdOfStrangersTest {

    private static final EndpointLimits LIMITS = new EndpointLimits(400, 300, 50, 64, 64);
    private static final int FEW = 20;
    /** A crowd needs a file handle for each of its ends, and the tests beside this one need some too. */
    private static final int CROWD = (int) Math.min(10_000, handles() / 2);
    /** Far more than a request takes on a busy machine, and far less than a time limit of the server. */
    private static final long PATIENCE_MILLIS = 5_000;

    @TempDir
    Path directory;

    private Endpoint endpoint;

    @BeforeEach
    void start() throws Exception {
        endpoint = new Endpoint(directory, LIMITS);
        endpoint.pods.add("web", FakePods.running());
        new CountedCalls().of(endpoint.site);
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void tenThousandHalfOpenConnectionsKeepNobodyOut() throws Exception {
        var crowd = new ArrayList<SocketChannel>();
        long most = 0;
        try (var witness = witness()) {
            for (int count = 0; count < CROWD; count++) {
                crowd.add(connect());
                most = Math.max(most, endpoint.server.connections());
                if (count % 500 == 0) {
                    assertThatItIsAnswered(witness);
                    try (var caller = new DoomedClient(endpoint.client, endpoint.server.port())) {
                        assertThat(caller.handshake().send(request("/configz")).head())
                                .startsWith("HTTP/1.1 200");
                    }
                }
            }
            assertThat(most).isLessThanOrEqualTo(LIMITS.connectionsPerAddress());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> endpoint.server.connections() <= LIMITS.unprovenConnections() + 1);
            assertThatItIsAnswered(witness);
        } finally {
            for (var each : crowd) {
                each.setOption(StandardSocketOptions.SO_LINGER, 0);
                each.close();
            }
        }
        Awaitility.await().until(() -> endpoint.server.connections() == 0);
    }

    @Test
    void anAddressHasNoMoreConnectionsThanItMay() throws Exception {
        endpoint.close();
        endpoint = new Endpoint(directory, new EndpointLimits(400, FEW, 50, 64, 64));
        var clients = new ArrayList<DoomedClient>();
        try {
            for (int count = 0; count < FEW; count++) {
                var client = new DoomedClient(endpoint.client, endpoint.server.port());
                clients.add(client);
                assertThat(client.handshake().send(request("/configz")).head()).startsWith("HTTP/1.1 200");
            }
            assertThat(endpoint.server.connections()).isEqualTo(FEW);

            try (var refused = new DoomedClient(endpoint.client, endpoint.server.port())) {
                assertThat(refused.rest()).isEmpty();
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            clients.remove(0).close();
            Awaitility.await().until(() -> endpoint.server.connections() < FEW);
            try (var again = new DoomedClient(endpoint.client, endpoint.server.port())) {
                assertThat(again.handshake().send(request("/configz")).head()).startsWith("HTTP/1.1 200");
            }
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void whoNeverComesToAnEndIsCutOffAndNobodyElseNotices() throws Exception {
        var head = request("/configz");
        var dribblers = List.of(
                client(),
                client().halfAHello(),
                client().handshake(),
                client().handshake().send("G"),
                client().handshake().send(head.substring(0, head.length() - 2)));
        var stop = new AtomicBoolean();
        var slowest = new AtomicLong();
        var dribbling = Io.inBackground(() -> {
            while (!stop.get()) {
                TimeUnit.MILLISECONDS.sleep(300);
                dribblers.get(4).send("X");
            }
        });
        var watching = Io.inBackground(() -> {
            try (var witness = witness()) {
                while (!stop.get()) {
                    slowest.accumulateAndGet(assertThatItIsAnswered(witness), Math::max);
                }
            }
        });
        for (var each : dribblers) {
            try {
                each.rest();
            } catch (IOException cutOff) {
                assertThat(cutOff).hasMessageContaining("reset");
            }
        }
        stop.set(true);
        dribbling.join();
        watching.join();

        assertThat(slowest).hasPositiveValue().hasValueLessThan(PATIENCE_MILLIS);
        Awaitility.await().until(() -> endpoint.server.connections() == 0);
    }

    @Test
    void aBodyThatIsNeverSentKeepsNoAnswerBack() throws Exception {
        for (var path : List.of("/run/default/web/main?cmd=true", "/stats/summary/press-hall-1", "/pods")) {
            try (var client = client().handshake()
                    .send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\nx")) {
                assertThat(client.head()).startsWith("HTTP/1.1 ");
            }
        }
    }

    private DoomedClient client() throws IOException {
        return new DoomedClient(endpoint.client, endpoint.server.port());
    }

    private DoomedClient witness() throws IOException {
        var witness = client().handshake();
        assertThat(witness.send(request("/metrics")).head()).startsWith("HTTP/1.1 200");
        witness.read("pods 1\n".length());
        return witness;
    }

    /** Asks on a connection that is open already, and says how long it took. */
    private static long assertThatItIsAnswered(DoomedClient witness) throws IOException {
        long begin = System.nanoTime();
        assertThat(witness.send(request("/metrics")).head()).startsWith("HTTP/1.1 200");
        witness.read("pods 1\n".length());
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        assertThat(took).isLessThan(PATIENCE_MILLIS);
        return Math.max(1, took);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(new InetSocketAddress("127.0.0.1", endpoint.server.port()));
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    private static long handles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
                : 1_000;
    }
}
