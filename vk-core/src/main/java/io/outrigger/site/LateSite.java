// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.outrigger.spi.ContainerAttach;
import io.outrigger.spi.ContainerExec;
import io.outrigger.spi.ContainerLogs;
import io.outrigger.spi.DesiredPod;
import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodListener;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.PortForward;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a site whose provider may hang or fail before the site is there. Opening and starting happen on threads that
 * may hang: the first try on one of whoever opens sites, later ones whenever the probe asks. Until then the site is away;
 * from then on every call is passed on. Safe from any thread.
 */
public final class LateSite implements Site {

    private final String name;
    private final Opener opener;
    /** Held while the provider opens or starts the site; who waits for it hangs as the provider does. */
    private final ReentrantLock opening = new ReentrantLock();

    private volatile @Nullable Site opened;
    private volatile @Nullable Site started;
    private volatile @Nullable PodListener listener;
    private volatile @Nullable ProviderException refusal;
    private volatile @Nullable Duration contactTimeout;
    private volatile boolean closed;

    /** Opens a site by its provider, not started; may block, and is called again after it has failed. */
    @FunctionalInterface
    public interface Opener {

        /** As {@link io.outrigger.spi.Provider#open}. */
        Site open() throws ProviderException;
    }

    /** Nothing is opened before {@link #open}. */
    public LateSite(String name, Opener opener) {
        this.name = name;
        this.opener = opener;
    }

    /** Tries to open the site for the first time; blocks as long as the provider does. */
    public void open() {
        opening.lock();
        try {
            opened();
            refusal = null;
        } catch (ProviderException failure) {
            refusal = failure;
        } finally {
            opening.unlock();
        }
    }

    /** Why it could not be opened the last time. */
    public Optional<ProviderException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Remembers where to report and returns at once; the provider is asked to start with the first {@link #node}. */
    @Override
    public void start(PodListener pods) {
        listener = pods;
    }

    @Override
    public ObservedNode node() throws ProviderException {
        Site ready = started;
        return (ready == null ? begin() : ready).node();
    }

    @Override
    public Duration contactTimeout() {
        Duration known = contactTimeout;
        return known == null ? Site.super.contactTimeout() : known;
    }

    @Override
    public void apply(DesiredPod pod) throws ProviderException {
        ready().apply(pod);
    }

    @Override
    public void delete(PodRef pod, Duration grace) throws ProviderException {
        ready().delete(pod, grace);
    }

    @Override
    public List<ObservedPod> list() throws ProviderException {
        return ready().list();
    }

    @Override
    public Optional<ContainerLogs> logs() {
        Site ready = started;
        return ready == null ? Optional.empty() : ready.logs();
    }

    @Override
    public Optional<ContainerExec> exec() {
        Site ready = started;
        return ready == null ? Optional.empty() : ready.exec();
    }

    @Override
    public Optional<ContainerAttach> attach() {
        Site ready = started;
        return ready == null ? Optional.empty() : ready.attach();
    }

    @Override
    public Optional<PortForward> portForward() {
        Site ready = started;
        return ready == null ? Optional.empty() : ready.portForward();
    }

    @Override
    public Optional<SiteStatistics> stats() {
        Site ready = started;
        return ready == null ? Optional.empty() : ready.stats();
    }

    /** Closes what was opened; what is being opened at this moment is closed as soon as it is there. */
    @Override
    public void close() {
        closed = true;
        Site open = opened;
        if (open != null) {
            open.close();
        }
    }

    private Site ready() throws ProviderException {
        Site ready = started;
        if (ready == null) {
            throw new ProviderException(
                    ProviderException.Kind.UNREACHABLE, "site " + name + ": its provider has not opened it yet");
        }
        return ready;
    }

    private Site begin() throws ProviderException {
        opening.lock();
        try {
            Site ready = started;
            if (ready != null) {
                return ready;
            }
            Site fresh = opened();
            if (closed) {
                throw wasClosed();
            }
            try {
                ProviderCall.checked("site " + name + ": start", () -> {
                    fresh.start(Objects.requireNonNull(listener, "nobody listens"));
                    return true;
                });
            } catch (ProviderException failure) {
                // A site is started once; the next try is with a new one.
                opened = null;
                CallGuard.closed(name, fresh);
                throw failure;
            }
            started = fresh;
            if (closed) {
                // The close came before there was anything to end; a site may be closed twice.
                CallGuard.closed(name, fresh);
                throw wasClosed();
            }
            return fresh;
        } finally {
            opening.unlock();
        }
    }

    private ProviderException wasClosed() {
        return new ProviderException(ProviderException.Kind.UNREACHABLE, "site " + name + " was closed");
    }

    /** The site, opened if it is not; the caller holds the lock. */
    private Site opened() throws ProviderException {
        Site present = opened;
        if (present != null) {
            return present;
        }
        Site fresh = ProviderCall.checked("site " + name + ": open", opener::open);
        contactTimeout = ProviderCall.checked("site " + name + ": contactTimeout", fresh::contactTimeout);
        opened = fresh;
        if (closed) {
            CallGuard.closed(name, fresh);
        }
        return fresh;
    }
}
