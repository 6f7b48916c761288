// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.action;

import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;

/** HTTP clients that keep no connection, and have no limit of time but that of the whole call. */
final class HttpClients {

    /** Makes something of what a server says. */
    interface Reader<T> {
        T read(Response response) throws IOException;
    }

    private HttpClients() {}

    static OkHttpClient speaking(Protocol protocol) {
        Anyone anyone = new Anyone();
        return new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                .protocols(List.of(protocol))
                .sslSocketFactory(context(anyone).getSocketFactory(), anyone)
                .hostnameVerifier((host, session) -> true)
                .followRedirects(false)
                // It would connect on threads of its own.
                .fastFallback(false)
                .retryOnConnectionFailure(false)
                .connectTimeout(0, TimeUnit.MILLISECONDS)
                .readTimeout(0, TimeUnit.MILLISECONDS)
                .writeTimeout(0, TimeUnit.MILLISECONDS)
                .build();
    }

    /**
     * The same client for one container, which keeps a connection for as long as a question lasts: one that nobody may keep
     * is closed at the end of a body, which can be before its trailers are read.
     *
     * @param limit how long after this moment a server may take to accept
     */
    static OkHttpClient of(OkHttpClient client, Network network, Target target, Duration limit) {
        NetworkSockets sockets = new NetworkSockets(network, target, limit);
        return client.newBuilder()
                .socketFactory(sockets)
                .dns(sockets)
                .connectionPool(new ConnectionPool(1, 1, TimeUnit.MINUTES))
                .build();
    }

    /**
     * Asks a server and reads its answer.
     *
     * @throws java.io.InterruptedIOException when there was no answer in time
     * @throws InterruptedException when the thread was interrupted
     */
    static <T> T ask(OkHttpClient client, Request request, Duration limit, Reader<T> reader)
            throws IOException, InterruptedException {
        Call call = client.newCall(request);
        call.timeout().timeout(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
        try {
            return Interruptible.run(call::cancel, () -> {
                try (Response response = call.execute()) {
                    return reader.read(response);
                }
            });
        } finally {
            // What the server still sends is not waited for.
            call.cancel();
            client.connectionPool().evictAll();
        }
    }

    private static SSLContext context(TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException exception) {
            throw new IllegalStateException("this Java has no TLS", exception);
        }
    }

    /** Takes any certificate: a probe asks whether a server answers, not who it is, as a kubelet's does. */
    private static final class Anyone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Taken.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            // Taken.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Taken.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Taken.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Taken.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Taken.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
