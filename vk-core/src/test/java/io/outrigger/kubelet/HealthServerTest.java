// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The port that tells health to whoever is on the machine. */
@Timeout(30)
class HealthServerTest {

    @ParameterizedTest
    @CsvSource({
        "GET, /healthz, 200, ok",
        "GET, /healthz/ping, 200, ok",
        "GET, /healthz/syncloop, 404, 404 page not found",
        "GET, /pods, 404, 404 page not found",
        "GET, /, 404, 404 page not found",
        "GET, //healthz, 404, 404 page not found",
        "POST, /healthz, 405, Method Not Allowed"
    })
    void healthAndNothingElseIsToldToEverybodyInPlainHttp(String method, String path, int status, String body)
            throws Exception {
        int port = freePort();
        try (var server = server(port)) {
            server.start();

            assertThat(ask(port, method, path)).startsWith("HTTP/1.1 " + status).endsWith(body);
        }
    }

    @Test
    void withoutAPortNobodyListens() throws Exception {
        int port = freePort();
        try (var server = server(0)) {
            server.start();

            assertThatThrownBy(() -> ask(port, "GET", "/healthz")).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aTakenPortIsNamedWithTheRemedy() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var server = server(taken.getLocalPort())) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("endpoint.healthPort");
        }
    }

    @Test
    void anImpossiblePortIsRefused() {
        assertThatThrownBy(() -> server(70_000))
                .hasMessageContaining("healthPort")
                .hasMessageContaining("70000");
    }

    private static KubeletServer server(int healthPort) {
        var options =
                new EndpointOptions("127.0.0.1", 0, null, null, null, false, null, EndpointLimits.DEFAULT, healthPort);
        return new KubeletServer(options, new FakePods(), new GrantedAccess(), () -> "", Clock.systemUTC());
    }

    private static String ask(int port, String method, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            var request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
