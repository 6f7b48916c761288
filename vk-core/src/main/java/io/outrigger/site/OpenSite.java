// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.outrigger.loop.Occurrences;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A site that is open: guarded calls to it and what is known of it. Made by {@link Sites}, used by every lane; safe from
 * any thread; the calls block as long as the provider does.
 *
 * <p>A site begins unreachable and becomes reachable with its first answer.
 */
public final class OpenSite {

    private static final Logger log = LoggerFactory.getLogger(OpenSite.class);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

    private final SiteSpec spec;
    private final Site site;
    private final Clock clock;
    private final SiteListener listener;
    private final CallGuard guard;

    private final Occurrences nonsense = new Occurrences();

    private volatile Duration contactTimeout;
    private volatile Contact contact;
    private volatile boolean reachable;
    private volatile boolean closed;
    private volatile boolean askSoon = true;
    private volatile boolean hangs;
    private volatile @Nullable ObservedNode observed;
    private volatile @Nullable Instant asked;

    OpenSite(SiteSpec spec, Site site, Clock clock, SiteMeters meters, SiteListener listener) throws ProviderException {
        this.spec = spec;
        this.site = site;
        this.clock = clock;
        this.listener = listener;
        this.guard = new CallGuard(spec.name(), spec.provider(), clock, meters);
        this.contact = Contact.opened(clock.instant());
        this.contactTimeout = mostSilence();
    }

    private Duration mostSilence() throws ProviderException {
        Duration timeout = guard.unlimited("contactTimeout", site::contactTimeout);
        return timeout.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : timeout;
    }

    /** The site's name, which is its node's name. */
    public String name() {
        return spec.name();
    }

    /** The site as declared. */
    public SiteSpec spec() {
        return spec;
    }

    /** The provider's object, for its capabilities; whoever needs pods carried out calls the guarded methods here. */
    public Site site() {
        return site;
    }

    /** Whether it is worth calling: false from the first {@code UNREACHABLE} until the site answers again. */
    public boolean reachable() {
        return reachable;
    }

    /** Whether the site counts as connected; it is given its contact timeout before it counts as lost. */
    public Contact contact() {
        return contact;
    }

    /** How long the site may be silent before it counts as lost. */
    public Duration contactTimeout() {
        return contactTimeout;
    }

    /** What the site last said about itself, also while it is away. */
    public Optional<ObservedNode> observed() {
        return Optional.ofNullable(observed);
    }

    /**
     * Says what should be, as {@link Site#apply}.
     *
     * @throws ProviderException as the provider's, {@code INTERNAL} for a fault of the provider, {@code BUSY} when too
     *     many calls are under way or all of the last ones failed
     */
    public void apply(DesiredPod pod) throws ProviderException {
        guarded("apply", () -> {
            site.apply(pod);
            return true;
        });
    }

    /**
     * Says what should not be, as {@link Site#delete}.
     *
     * @throws ProviderException as {@link #apply}
     */
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        guarded("delete", () -> {
            site.delete(pod, grace);
            return true;
        });
    }

    /**
     * All pods the site knows, as {@link Site#list}. An answer is contact.
     *
     * @throws ProviderException as {@link #apply}
     */
    public List<ObservedPod> list() throws ProviderException {
        List<ObservedPod> pods = guarded("list", () -> Answers.pods(site.list()));
        heard();
        return pods;
    }

    /** Names the site only. */
    @Override
    public String toString() {
        return "OpenSite[" + name() + "]";
    }

    /** Begins to watch the site; what it reports goes to the listeners. */
    void start() throws ProviderException {
        guard.unlimited("start", () -> {
            site.start(new Reports());
            return true;
        });
    }

    /**
     * Asks the site for itself. Called by the probe, one call at a time.
     *
     * @return whether it answered
     */
    boolean ask() {
        askSoon = false;
        asked = clock.instant();
        try {
            ObservedNode node = guard.unlimited("node", site::node);
            if (observed == null) {
                // A site that was opened late says only now how long it may be silent.
                contactTimeout = mostSilence();
            }
            boolean news = !node.equals(observed);
            observed = node;
            heard();
            if (news && !closed) {
                listener.observed(this);
            }
            return true;
        } catch (ProviderException failure) {
            failed(failure);
            return false;
        } finally {
            asked = null;
        }
    }

    /** Counts the site as lost when it was silent for too long. Called by the probe from time to time. */
    void checkSilence() {
        if (noteHanging()) {
            listener.observed(this);
        }
        synchronized (this) {
            var last = contact.last();
            var from = last == null ? contact.since() : last;
            if (contact.state() == Contact.State.LOST
                    || Duration.between(from, clock.instant()).compareTo(contactTimeout) <= 0) {
                return;
            }
            contact = contact.lost(clock.instant());
            reachable = false;
        }
        tellLost();
    }

    /** The reason of a silence that has none because the question itself has not come back. */
    private synchronized boolean noteHanging() {
        Instant hanging = asked;
        if (hanging == null
                || !contact.problem().isEmpty()
                || Duration.between(hanging, clock.instant()).compareTo(SHORTEST_TIMEOUT) <= 0) {
            return false;
        }
        contact = contact.failed(
                "its provider was asked at " + hanging.truncatedTo(ChronoUnit.SECONDS) + " and has not returned since");
        return contact.state() != Contact.State.PRESENT;
    }

    /** Tells once of a call that has been under way for longer than the site may be silent. Called by the probe. */
    void checkHanging() {
        Optional<CallGuard.UnderWay> longest = guard.longest()
                .filter(call -> Duration.between(call.since, clock.instant()).compareTo(contactTimeout) > 0);
        boolean before = hangs;
        hangs = longest.isPresent();
        if (longest.isEmpty() || before || closed) {
            return;
        }
        String what = "site " + name() + ": " + longest.get().method + " has not returned since "
                + longest.get().since.truncatedTo(ChronoUnit.SECONDS) + "; its provider hangs, and its pods wait";
        log.warn("{}", what);
        listener.hanging(this, what);
    }

    /** Whether somebody wants the probe to ask at once. */
    boolean askSoon() {
        return askSoon;
    }

    /** Ends the watch and releases what the provider holds. */
    void close() {
        closed = true;
        reachable = false;
        CallGuard.closed(name(), site);
    }

    private <T> T guarded(String method, ProviderCall<T> call) throws ProviderException {
        try {
            return guard.call(method, call);
        } catch (ProviderException failure) {
            if (failure.kind() == ProviderException.Kind.UNREACHABLE) {
                askSoon = reachable || askSoon;
                failed(failure);
            }
            throw failure;
        }
    }

    private void heard() {
        boolean back;
        synchronized (this) {
            if (closed) {
                return;
            }
            back = !reachable || contact.state() != Contact.State.PRESENT;
            contact = contact.heard(clock.instant());
            reachable = true;
        }
        if (back) {
            log.info("site {}: reached", name());
            listener.reached(this);
        }
    }

    private void failed(ProviderException failure) {
        boolean first;
        synchronized (this) {
            first = contact.state() == Contact.State.UNKNOWN
                    && contact.problem().isEmpty();
            contact = contact.failed(String.valueOf(failure.getMessage()));
            if (failure.kind() == ProviderException.Kind.UNREACHABLE) {
                reachable = false;
            }
        }
        // Who has just set the site up need not wait for its contact timeout to learn what is wrong.
        if (first && !closed) {
            log.warn("site {}: does not answer yet: {}", name(), failure.getMessage());
        } else {
            log.atDebug().addKeyValue("kind", failure.kind()).log("site {}: {}", name(), failure.getMessage());
        }
    }

    private void tellLost() {
        if (!closed) {
            log.warn("site {}: contact lost: {}", name(), contact.problem());
            listener.lost(this);
        }
    }

    /** Carries a provider's reports to the listeners, until the site is closed. */
    private final class Reports implements PodListener {
        @Override
        public void changed(ObservedPod pod) {
            if (!closed && sensible("changed", pod)) {
                listener.podChanged(OpenSite.this, pod);
            }
        }

        @Override
        public void removed(PodRef pod) {
            if (!closed && sensible("removed", pod)) {
                listener.podRemoved(OpenSite.this, pod);
            }
        }

        @Override
        public void happened(PodRef pod, ContainerEvent event) {
            if (!closed && sensible("happened", pod) && sensible("happened", event)) {
                listener.podEvent(OpenSite.this, pod, event);
            }
        }

        private boolean sensible(String method, @Nullable Object report) {
            if (report == null && nonsense.worthALine()) {
                log.warn("site {}: its provider reported null to {}, {} times", name(), method, nonsense.count());
            }
            return report != null;
        }

        @Override
        public void gap() {
            if (closed) {
                return;
            }
            if (reachable) {
                listener.reached(OpenSite.this);
            } else {
                askSoon = true;
            }
        }
    }
}
