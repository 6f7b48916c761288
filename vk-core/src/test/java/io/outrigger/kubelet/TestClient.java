// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.certificate.ServingIdentity;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;

/** An HTTPS client that trusts one certificate and shows the client certificate it is given, asked for or not. */
final class TestClient {

    private final HttpClient http;
    private final SSLContext tls;
    private final X509TrustManager trusted;
    private final int port;

    TestClient(int port, X509Certificate server, ServingIdentity identity) throws Exception {
        this.port = port;
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", server);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        trusted = (X509TrustManager) trust.getTrustManagers()[0];
        tls = SSLContext.getInstance("TLS");
        tls.init(identity == null ? null : new KeyManager[] {new Always(identity)}, trust.getTrustManagers(), null);
        tls.getClientSessionContext().setSessionCacheSize(10);
        http = HttpClient.newBuilder()
                .sslContext(tls)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** What a server shows, trusted or not. */
    static X509Certificate serverCertificate(int port) throws Exception {
        var anything = SSLContext.getInstance("TLS");
        anything.init(null, new TrustManager[] {new TrustAnything()}, null);
        try (var socket = (SSLSocket) anything.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(String method, String path, BodyHandler<T> handler) throws Exception {
        return http.send(request(method, path), handler);
    }

    /** Sends headers along: names and values in turn. */
    HttpResponse<String> sendWith(String method, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(request(method, path), (name, value) -> true)
                .headers(headers)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    /** Asks for a WebSocket; the first protocol is the preferred one. */
    CompletableFuture<WebSocket> webSocket(String path, WebSocket.Listener listener, String... protocols) {
        var builder = http.newWebSocketBuilder();
        if (protocols.length > 0) {
            builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
        }
        return builder.buildAsync(URI.create("wss://localhost:" + port + path), listener);
    }

    /** Sends bytes of HTTP as they are and reads until the server closes. */
    String raw(String request) throws Exception {
        try (var socket = tls.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    X509TrustManager trust() {
        return trusted;
    }

    SSLContext tls() {
        return tls;
    }

    private HttpRequest request(String method, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
    }

    /** Unlike the JDK's own, does not keep a certificate to itself because the server does not know its issuer. */
    private static final class Always extends X509ExtendedKeyManager {

        private final ServingIdentity identity;

        Always(ServingIdentity identity) {
            this.identity = identity;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return "client";
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return "client";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.key();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {"client"};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
