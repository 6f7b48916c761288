// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.outrigger.loop.Threads;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * Sets up the HTTP client for many long watches beside many short requests. Used once per connection.
 *
 * <p>Over TLS everything shares one HTTP/2 connection that is pinged every 20 seconds; okhttp gives up when the answer
 * to one ping is missing at the next, so a dead connection is noticed after 40 seconds at most. Plain HTTP has a
 * connection per running request and relies on {@link KeepAliveSockets}.
 */
final class HttpTuning extends OkHttpClientFactory {

    static final Duration PING = Duration.ofSeconds(20);
    private static final int IDLE_CONNECTIONS = 64;

    @Override
    protected Dispatcher initDispatcher() {
        var dispatcher = new Dispatcher(Threads.elastic("kube-http"));
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        return dispatcher;
    }

    @Override
    protected void additionalConfig(OkHttpClient.Builder builder) {
        builder.socketFactory(new KeepAliveSockets())
                .pingInterval(PING)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES));
    }
}
