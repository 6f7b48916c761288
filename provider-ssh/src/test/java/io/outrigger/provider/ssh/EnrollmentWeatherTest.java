// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.outrigger.fixtures.StrangeServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the one is told who enrolls a host that shows no key: which host it is, what is the matter, and what to do. */
final class EnrollmentWeatherTest {

    private static String failure(String host, int port) {
        return catchThrowableOfType(
                        IOException.class,
                        () -> HostEnrollment.ask(host, port, Duration.ofSeconds(2), SiteHarness.threads()))
                .getMessage();
    }

    @Test
    void weatherTheNameIsUnknown() {
        assertThat(failure("no-such-host.invalid", 22))
                .isEqualTo(
                        "no-such-host.invalid:22 has a name that is unknown here; check the name, or the name service");
    }

    @Test
    void weatherNobodyListens() throws Exception {
        int port;
        try (ServerSocket left = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = left.getLocalPort();
        }
        assertThat(failure("127.0.0.1", port))
                .isEqualTo("127.0.0.1:" + port
                        + " refuses connections (Connection refused); check the port, and that its SSH server runs");
    }

    @Test
    void weatherWhoListensSaysNothing() {
        try (StrangeServer stranger = StrangeServer.silent()) {
            assertThat(failure("127.0.0.1", stranger.port()))
                    .isEqualTo(
                            "127.0.0.1:" + stranger.port()
                                    + " did not answer within 2 s; check its address and port, and whether a firewall is in between");
        }
    }

    @Test
    void weatherWhatListensIsNoSshServer() {
        try (StrangeServer stranger = StrangeServer.saying("HTTP/1.1 200 OK\r\n\r\n")) {
            assertThat(failure("127.0.0.1", stranger.port()))
                    .startsWith("127.0.0.1:" + stranger.port() + " d")
                    .doesNotContain("org.apache", "Future[");
        }
    }
}
