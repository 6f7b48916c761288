// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** A socket on a connection that is no socket. */
final class NetworkSocketTest {

    @Test
    void aStreamThatHasEndedHasNothingAvailableWhateverItSays() throws Exception {
        Target target = new Target(new PodRef("default", "web", "uid-1"), "main", "10.0.0.7");
        try (NetworkSocket socket = new NetworkSocket(
                (whom, host, port, limit) -> new Ended(), target, System.nanoTime() + 1_000_000_000L)) {
            socket.connect(new InetSocketAddress("127.0.0.1", 8080));
            assertThat(socket.getInputStream().available()).isZero();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** As the channels of the SSH library are after their end. */
    private record Ended() implements PortForward.Connection {

        @Override
        public InputStream input() {
            return new InputStream() {
                @Override
                public int available() {
                    return -1;
                }

                @Override
                public int read() {
                    return -1;
                }
            };
        }

        @Override
        public OutputStream output() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {}
    }
}
