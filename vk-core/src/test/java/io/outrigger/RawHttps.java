// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.kubelet.TrustAnything;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Sends requests to a server on this machine, whatever its certificate, and returns what it sends, to the last byte. */
final class RawHttps {

    private static final SSLContext TLS = tls();

    private RawHttps() {}

    /** One request on a connection of its own; a connection that is cut says so in the answer. */
    static String ask(int port, String method, String path, String header) throws IOException {
        try (var socket = TLS.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            var request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header
                    + "\r\nContent-Length: 0\r\n\r\n";
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException cut) {
                return "cut: " + cut.getMessage();
            }
        }
    }

    private static SSLContext tls() {
        try {
            var anything = SSLContext.getInstance("TLS");
            anything.init(null, new TrustManager[] {new TrustAnything()}, null);
            return anything;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
