// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Opens devices. All of them share one HTTP client, and with it one selector thread. */
final class DeviceProvider implements Provider {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private final ProviderContext context;
    private final ExecutorService executor;
    private @Nullable HttpClient client;

    DeviceProvider(ProviderContext context) {
        this.context = context;
        this.executor = Executors.newCachedThreadPool(context.threads());
    }

    @Override
    public Site open(SiteSpec spec) throws ProviderException {
        DeviceSettings settings = DeviceSettings.read(spec);
        return new DeviceSite(new Device(new Wire(client(), settings, spec.name())), spec.name(), context);
    }

    /** Made late, because a client starts a thread and {@code create} must not. */
    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .executor(executor)
                    .build();
        }
        return client;
    }

    /** The sites are closed before, so no request is under way. The client's own thread ends when it is collected. */
    @Override
    public synchronized void close() {
        client = null;
        executor.shutdownNow();
    }
}
