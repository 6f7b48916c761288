// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet;

import io.outrigger.kubelet.certificate.CertificateSource;
import io.outrigger.loop.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of the endpoint, kept up to date while it runs. Reads files by their content, because a mounted
 * Secret changes behind a link and keeps its time.
 */
final class Credentials implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

    private final CertificateSource serving;
    private final ClientAuthority clients;
    private final ScheduledExecutorService timer = Threads.timer("kubelet-certificates");
    private String complaint = "";

    Credentials(CertificateSource serving, ClientAuthority clients) {
        this.serving = serving;
        this.clients = clients;
    }

    CertificateSource serving() {
        return serving;
    }

    ClientAuthority clients() {
        return clients;
    }

    /** Reads everything for the first time, which must succeed, and then again and again. */
    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the timer is shut down
    synchronized void start(Duration every) throws IOException {
        serving.refresh();
        clients.refresh();
        timer.scheduleWithFixedDelay(this::refresh, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Reads what has changed; a bad file is told once, and what was in use stays in use. */
    synchronized void refresh() {
        var problems = Stream.of(problem(serving::refresh), problem(clients::refresh))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
        if (!problems.isEmpty() && !problems.equals(complaint)) {
            LOG.atWarn().addKeyValue("cause", problems).log("certificates were not read again; the old ones stay");
        }
        complaint = problems;
    }

    private static Optional<String> problem(Reading reading) {
        try {
            reading.read();
            return Optional.empty();
        } catch (IOException | RuntimeException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    private interface Reading {
        void read() throws IOException;
    }
}
