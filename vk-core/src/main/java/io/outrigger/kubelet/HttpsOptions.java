// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.command.CommandProtocol;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How the server speaks TLS and HTTP, and what it does not put up with. */
final class HttpsOptions {

    private static final int HEADERS = 64 * 1024;
    /** Commands of {@code exec} travel in the request line. */
    private static final int REQUEST_LINE = 64 * 1024;

    /** Clients write 32 KiB at a time; a message of more frames may be longer. */
    private static final int WEB_SOCKET_FRAME = 1024 * 1024;

    private static final int WEB_SOCKET_CLOSING_SECONDS = 2;

    private static final int HANDSHAKE_SECONDS = 10;

    /** What of TLS 1.2 is as good as TLS 1.3: forward secret and authenticated. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private HttpsOptions() {}

    static HttpServerOptions of(EndpointOptions options, Credentials credentials) {
        var https = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2")))
                .setKeyCertOptions(KeyCertOptions.wrap(new ServingKeyManager(credentials.serving())))
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setMaxHeaderSize(HEADERS)
                .setMaxInitialLineLength(REQUEST_LINE)
                .setHttp2ClearTextEnabled(false)
                .setWebSocketSubProtocols(subProtocols())
                .setMaxWebSocketFrameSize(WEB_SOCKET_FRAME)
                .setWebSocketClosingTimeout(WEB_SOCKET_CLOSING_SECONDS)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        CIPHERS.forEach(https::addEnabledCipherSuite);
        if (options.clientCaFile() != null) {
            https.setClientAuth(ClientAuth.REQUEST)
                    .setTrustOptions(TrustOptions.wrap(credentials.clients().handshake()));
        }
        return https;
    }

    /** What the routes agree to; each has chosen before Vert.x does. */
    private static List<String> subProtocols() {
        return Stream.concat(CommandProtocol.webSocket().stream(), PortForwardRoute.WEB_SOCKET.stream())
                .filter(each -> !each.isEmpty())
                .distinct()
                .toList();
    }
}
