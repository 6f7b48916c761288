// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import io.outrigger.kube.CertificateRequest;
import io.outrigger.kube.CertificateRequest.Decision;
import io.outrigger.kube.CertificateRequests;
import io.outrigger.kube.KubeException;
import io.outrigger.loop.Lane;
import io.outrigger.loop.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The serving certificate that the cluster signs, as a kubelet gets its own ({@code serverTLSBootstrap}): requests it,
 * waits until somebody approves the request, and requests the next one after 70 to 90 % of its life or when a node has a
 * name that it lacks. As with the kubelet nothing is served before there is one, nor after its end.
 *
 * <p>Made, begun and closed by the entry of the core. What {@link #refresh} reads once, before {@link #begin}, is then up
 * to the one thread that looks after the request; {@link #current} may be called by any.
 */
public final class ClusterCertificate implements CertificateSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterCertificate.class);

    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration FIRST_POLL = Duration.ofSeconds(1);
    /** Nodes come in crowds; one request is for all of them. */
    private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);

    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final CertificateRequests requests;
    private final CertificateStore store;
    private final Supplier<ServingNames> names;
    private final @Nullable Approver approver;
    private final Clock clock;
    private final RandomGenerator random;
    private final Lane<String> lane;

    private boolean opened;
    private volatile @Nullable ServingIdentity served;
    private Instant rotation = Instant.MIN;

    private @Nullable PendingRequest pending;
    private Instant prepared = Instant.MIN;
    private Reminder reminder = new Reminder();
    private Duration poll = FIRST_POLL;
    private Duration pause = FIRST_PAUSE;
    private boolean created;
    private boolean refused;

    /**
     * Asks nothing yet.
     *
     * @param requests where requests go
     * @param directory where certificate, request and keys are kept
     * @param approve whether this program approves its own requests
     * @param names what the certificate is to prove now; without nodes there is nothing to request
     */
    public ClusterCertificate(
            CertificateRequests requests,
            Path directory,
            boolean approve,
            Supplier<ServingNames> names,
            Clock clock,
            RandomGenerator random) {
        this.requests = requests;
        this.store = new CertificateStore(directory);
        this.names = names;
        this.approver = approve ? new Approver(requests) : null;
        this.clock = clock;
        this.random = random;
        this.lane = Lane.<String>builder("serving-certificate", key -> look())
                .workers(1)
                .clock(clock, random)
                .build();
    }

    @Override
    public Optional<ServingIdentity> current() {
        return Optional.ofNullable(served).filter(identity -> clock.instant().isBefore(identity.end()));
    }

    /** How many seconds the certificate that is served is still good; 0 when there is none. */
    public long remainingSeconds() {
        return current()
                .map(identity ->
                        Duration.between(clock.instant(), identity.end()).toSeconds())
                .orElse(0L);
    }

    /** Reads what was kept, once. */
    @Override
    public void refresh() throws IOException {
        if (opened) {
            return;
        }
        store.open();
        opened = true;
        var kept = store.serving();
        kept.ifPresent(identity -> use(identity, identity.rotation(random.nextDouble())));
        pending = store.pending()
                .filter(request -> kept.isEmpty() || !kept.get().key().equals(request.key()))
                .orElse(null);
    }

    /** Begins to look after the request; the names of the nodes should be complete. */
    public void begin() {
        lane.add("endpoint");
        lane.start();
    }

    @Override
    public void close() {
        lane.close();
    }

    /** Does what can be done now. */
    Outcome look() throws KubeException, IOException, RefusedRequestException {
        var wanted = names.get();
        var now = clock.instant();
        var request = pending;
        if (wanted.nodes().isEmpty() || request == null && !due(wanted, now)) {
            return Outcome.after(LOOK);
        }
        if (request == null || refused || outdated(request, wanted, now)) {
            request = prepare(wanted, now);
        }
        return pursue(request, wanted, now);
    }

    private boolean due(ServingNames wanted, Instant now) {
        var last = served;
        return last == null || !now.isBefore(rotation) || !last.names().containsAll(wanted.all());
    }

    private boolean outdated(PendingRequest request, ServingNames wanted, Instant now) {
        return !request.fits(wanted) && now.isAfter(prepared.plus(SHORTEST_WAIT));
    }

    private PendingRequest prepare(ServingNames wanted, Instant now) throws IOException {
        var request = PendingRequest.create(wanted);
        // Before it is asked for: otherwise every restart would ask again.
        store.save(request);
        pending = request;
        prepared = now;
        reminder = new Reminder();
        created = false;
        refused = false;
        return request;
    }

    private Outcome pursue(PendingRequest request, ServingNames wanted, Instant now)
            throws KubeException, IOException, RefusedRequestException {
        var answer = requests.get(request.name());
        if (answer.isEmpty()) {
            return create(request);
        }
        var found = answer.get();
        created = true;
        return switch (found.decision()) {
            case DENIED -> throw refuse(request, "was denied (" + found.message() + ")");
            case FAILED -> throw refuse(request, "was approved, but the signer failed (" + found.message() + ")");
            case PENDING, APPROVED -> found.signed() ? accept(request, found, now) : await(request, found, wanted, now);
        };
    }

    private Outcome create(PendingRequest request) throws KubeException {
        if (created) {
            LOG.warn("certificate request {} was removed before it was answered; it is made again", request.name());
        }
        requests.create(request.name(), request.pem());
        LOG.info("certificate request {} made, for {}", request.name(), request.names());
        created = true;
        poll = FIRST_POLL;
        return Outcome.after(Duration.ZERO);
    }

    private Outcome await(PendingRequest request, CertificateRequest found, ServingNames wanted, Instant now)
            throws KubeException {
        boolean undecided = found.decision() == Decision.PENDING;
        if (undecided && approver != null && approver.approve(found, request, wanted)) {
            LOG.info("certificate request {} approved by this program itself", request.name());
        } else {
            reminder.tell(found, current(), now);
        }
        var wait = poll;
        poll = shorter(poll.multipliedBy(2), LOOK);
        return Outcome.after(wait);
    }

    private Outcome accept(PendingRequest request, CertificateRequest found, Instant now)
            throws IOException, RefusedRequestException {
        var identity = read(request, found);
        if (!identity.matches()) {
            throw refuse(request, "was answered with a certificate for another key");
        }
        if (!now.isBefore(identity.end())) {
            throw refuse(request, "was answered with a certificate that ended at " + identity.end());
        }
        if (!identity.names().containsAll(request.names())) {
            throw refuse(request, "was answered with a certificate for " + identity.names() + " only");
        }
        var deadline = identity.rotation(random.nextDouble());
        // A signer may date back what is short-lived; it is not asked again at once.
        use(
                identity,
                now.isBefore(deadline)
                        ? deadline
                        : now.plus(Duration.between(now, identity.end()).dividedBy(2)));
        pause = FIRST_PAUSE;
        store.save(identity);
        pending = null;
        return Outcome.after(LOOK);
    }

    private ServingIdentity read(PendingRequest request, CertificateRequest found) throws RefusedRequestException {
        try {
            var content = found.certificate().getBytes(StandardCharsets.UTF_8);
            return new ServingIdentity(PemFiles.certificates("the answer", content), request.key());
        } catch (IOException | RuntimeException garbage) {
            throw refuse(request, "was answered with what is no certificate");
        }
    }

    private void use(ServingIdentity identity, Instant deadline) {
        served = identity;
        rotation = deadline;
        LOG.atInfo()
                .addKeyValue("issuer", identity.certificate().getIssuerX500Principal())
                .addKeyValue("names", identity.names())
                .addKeyValue("until", identity.end())
                .addKeyValue("rotation", deadline)
                .log("serving certificate of the cluster in use");
    }

    private RefusedRequestException refuse(PendingRequest request, String what) {
        refused = true;
        var wait = pause;
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        return new RefusedRequestException("certificate request " + request.name() + " " + what, wait);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
