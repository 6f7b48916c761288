// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientImpl;
import io.outrigger.loop.Threads;
import java.net.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * Sets up the HTTP client for many long watches beside many short requests: fabric8 does TLS and proxies, the rest is
 * here. Used once per connection.
 *
 * <p>Over TLS everything shares one HTTP/2 connection that is pinged every 20 seconds; okhttp gives up when the answer
 * to one ping is missing at the next, so a dead connection is noticed after 40 seconds at most. Plain HTTP has a
 * connection per running request and relies on {@link KeepAliveSockets}.
 */
final class HttpTuning extends OkHttpClientFactory {

    private static final Duration PING = Duration.ofSeconds(20);
    private static final int IDLE_CONNECTIONS = 64;

    private final Credentials credentials;

    private final boolean proxied;

    private HttpTuning(Credentials credentials, boolean proxied) {
        this.credentials = credentials;
        this.proxied = proxied;
    }

    static OkHttpClient client(Config config, Clock clock) {
        boolean proxied = config.getHttpsProxy() != null || config.getHttpProxy() != null;
        HttpClient.Factory factory = new HttpTuning(new Credentials(config, new FreshToken(config, clock)), proxied);
        HttpClient client = factory.newBuilder(config).build();
        return ((OkHttpClientImpl) client).getOkHttpClient();
    }

    @Override
    protected Dispatcher initDispatcher() {
        var dispatcher = new Dispatcher(Threads.elastic("kube-http"));
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return dispatcher;
    }

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        if (!proxied) {
            // Left to itself okhttp takes the proxy of the whole process.
            builder.proxy(Proxy.NO_PROXY);
        }
        builder.socketFactory(new KeepAliveSockets())
                .pingInterval(PING)
                .followRedirects(false)
                .followSslRedirects(false)
                .addInterceptor(credentials)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES));
    }
}
