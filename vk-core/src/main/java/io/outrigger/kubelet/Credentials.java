// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.loop.Threads;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the endpoint, kept up to date while it runs. Reads files by their content, because a mounted
 * Secret changes behind a link and keeps its time.
 */
final class Credentials implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

    private final ServingCertificate serving;
    private final ClientAuthority clients;
    private final ScheduledExecutorService timer = Threads.timer("kubelet-certificates");
    private @Nullable String complaint;

    Credentials(EndpointOptions options, Clock clock) {
        this.serving = new ServingCertificate(options, clock);
        this.clients = new ClientAuthority(options.clientCaFile());
    }

    ServingCertificate serving() {
        return serving;
    }

    ClientAuthority clients() {
        return clients;
    }

    /** Reads everything for the first time, which must succeed, and then again and again. */
    void start(Duration every) throws IOException {
        serving.refresh();
        clients.refresh();
        timer.scheduleWithFixedDelay(this::refresh, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A bad file is told once, not every few seconds; what was in use stays in use. */
    private void refresh() {
        try {
            serving.refresh();
            clients.refresh();
            complaint = null;
        } catch (IOException | RuntimeException unusable) {
            var message = String.valueOf(unusable.getMessage());
            if (!Objects.equals(message, complaint)) {
                LOG.atWarn().setCause(unusable).log("certificates were not read again; the old ones stay in use");
                complaint = message;
            }
        }
    }
}
