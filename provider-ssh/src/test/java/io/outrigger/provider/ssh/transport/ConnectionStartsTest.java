// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many connections are opened at once: 30 by a program, 5 of them to one network. */
final class ConnectionStartsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SshTransport transport = new SshTransport(Thread::new, Clock.systemUTC());
    private ConnectionStarts starts = starts(Duration.ofHours(1));
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<FutureTask<String>> opening = new ArrayList<>();

    private ConnectionStarts starts(Duration soon) {
        return new ConnectionStarts(SshTransport.STARTS, SshTransport.STARTS_PER_NETWORK, soon, transport::timer);
    }

    @AfterEach
    void everyConnectionIsOpenedInTheEnd() throws Exception {
        end.countDown();
        for (FutureTask<String> task : opening) {
            assertThat(task.get(10, TimeUnit.SECONDS)).isEqualTo("open");
        }
        transport.close();
    }

    @Test
    void noMoreThanFiveAreOpenedToOneNetwork() throws Exception {
        open(5, 1);
        assertTooMany("10.0.1.77");
        assertThat(starts.run(InetAddress.getByName("10.0.2.1"), Duration.ZERO, () -> "open"))
                .isEqualTo("open");
    }

    @Test
    void anIpv6NetworkHasSixtyFourBits() throws Exception {
        for (int host = 1; host <= 5; host++) {
            open("fd00:0:0:1::" + host).await(10, TimeUnit.SECONDS);
        }
        assertTooMany("fd00:0:0:1:ffff::1");
        assertThat(starts.run(InetAddress.getByName("fd00:0:0:2::1"), Duration.ZERO, () -> "open"))
                .isEqualTo("open");
    }

    @Test
    void noMoreThanThirtyAreOpenedByOneProgram() throws Exception {
        open(5, 6);
        assertTooMany("10.0.99.1");
    }

    @Test
    void aCrowdInOneNetworkKeepsNobodyElseWaiting() throws Exception {
        open(5, 1);
        for (int host = 0; host < 30; host++) {
            open("10.0.1.100");
        }
        assertThat(starts.run(InetAddress.getByName("10.0.2.1"), PATIENCE, () -> "open"))
                .isEqualTo("open");
    }

    @Test
    void anAttemptThatFailsLeavesItsPlaceToOthers() throws Exception {
        for (int attempt = 0; attempt < 100; attempt++) {
            assertThatThrownBy(() -> starts.run(InetAddress.getByName("10.0.1.1"), PATIENCE, () -> {
                        throw new IOException("the host is away");
                    }))
                    .hasMessage("the host is away");
        }
    }

    @Test
    void weatherItsTurnComesWhenAnotherHasEnded() throws Exception {
        open(5, 1);
        CountDownLatch sixth = open("10.0.1.6");
        assertThat(sixth.getCount()).isOne();
        end.countDown();
        assertThat(sixth.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void weatherHostsThatHangGiveTheirPlacesToOthers() throws Exception {
        starts = starts(Duration.ofMillis(50));
        open(5, 1);
        for (int host = 6; host < 20; host++) {
            assertThat(open("10.0.1." + host).await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void assertTooMany(String address) {
        assertThatThrownBy(() -> starts.run(InetAddress.getByName(address), Duration.ZERO, () -> "open"))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("too many connections are being opened at once");
    }

    /** Begins to open connections to so many hosts of so many networks, and waits until all of them are at it. */
    private void open(int hosts, int networks) throws Exception {
        List<CountDownLatch> begun = new ArrayList<>();
        for (int network = 1; network <= networks; network++) {
            for (int host = 1; host <= hosts; host++) {
                begun.add(open("10.0." + network + "." + host));
            }
        }
        for (CountDownLatch each : begun) {
            assertThat(each.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Begins to open a connection that is open at the end of the test; what is returned tells when its turn has come. */
    private CountDownLatch open(String address) {
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<String> task = new FutureTask<>(() -> starts.run(InetAddress.getByName(address), PATIENCE, () -> {
            begun.countDown();
            return awaitEnd();
        }));
        opening.add(task);
        Thread thread = new Thread(task, "test-opening");
        thread.setDaemon(true);
        thread.start();
        return begun;
    }

    private String awaitEnd() throws IOException {
        try {
            return end.await(10, TimeUnit.SECONDS) ? "open" : "late";
        } catch (InterruptedException exception) {
            throw new IOException(exception);
        }
    }
}
