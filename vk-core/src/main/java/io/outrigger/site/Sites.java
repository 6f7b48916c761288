// SPDX-License-Identifier: Apache-2.0
package io.outrigger.site;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.outrigger.loop.Errands;
import io.outrigger.spi.ContainerEvent;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sites that are open, by name. Filled by the entry, read by every lane; safe from any thread. */
public final class Sites implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sites.class);

    /** How long providers may take to close a site. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Clock clock;
    private final SiteMeters meters;
    private final ConcurrentHashMap<String, OpenSite> sites = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<SiteListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** No site yet; {@code clock} tells when contact was made, {@code registry} is where calls are counted. */
    public Sites(Clock clock, MeterRegistry registry) {
        this.clock = clock;
        this.meters = new SiteMeters(registry);
        meters.count(sites::values);
    }

    /** No site yet, and nothing is counted. */
    public Sites(Clock clock) {
        this(clock, new CompositeMeterRegistry());
    }

    /** Tells a listener of everything from now on; listeners are told in the order they came. */
    public void listen(SiteListener listener) {
        listeners.add(listener);
    }

    /**
     * Opens a site: starts its watch and tells the listeners. It is asked for itself soon after, not here.
     *
     * @param spec the site as declared
     * @param site as its provider opened it, not started
     * @return the open site
     * @throws ProviderException when the site cannot be watched; it is closed then
     * @throws IllegalArgumentException when a site of that name is open; the one given is not touched
     * @throws IllegalStateException after {@link #close}
     */
    public OpenSite add(SiteSpec spec, Site site) throws ProviderException {
        if (closed) {
            site.close();
            throw new IllegalStateException("site " + spec.name() + ": no site can be opened after the end");
        }
        var open = new OpenSite(spec, site, clock, meters, new Everyone());
        if (sites.putIfAbsent(spec.name(), open) != null) {
            throw new IllegalArgumentException("site " + spec.name() + " is open already; names must be unique");
        }
        try {
            open.start();
        } catch (ProviderException failure) {
            sites.remove(spec.name(), open);
            open.close();
            throw failure;
        }
        tell(listener -> listener.opened(open));
        return open;
    }

    /** A site by name. */
    public Optional<OpenSite> get(String name) {
        return Optional.ofNullable(sites.get(name));
    }

    /** All sites, as they are now. */
    public Collection<OpenSite> all() {
        return List.copyOf(sites.values());
    }

    /** Closes a site and tells the listeners; its pods go on running. One that is not open is a success. */
    public void remove(String name) {
        OpenSite open = sites.remove(name);
        if (open == null) {
            return;
        }
        close(List.of(open));
        tell(listener -> listener.closed(open));
    }

    /** Closes every site without telling anybody, and takes no more; one that hangs is left behind after a while. */
    @Override
    public void close() {
        closed = true;
        Collection<OpenSite> open = all();
        open.forEach(each -> sites.remove(each.name()));
        close(open);
    }

    private static void close(Collection<OpenSite> open) {
        var closing = new Errands("site-close");
        open.forEach(each -> closing.add(each.name(), each::close));
        Set<String> left = closing.end(PATIENCE);
        if (!left.isEmpty()) {
            log.error("sites {}: close has not returned within {}; their providers hang and may leak", left, PATIENCE);
        }
    }

    /** A listener that fails does not keep the others from being told. */
    private void tell(Consumer<SiteListener> what) {
        for (SiteListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException unexpected) {
                log.error("a site listener failed; the others are told", unexpected);
            }
        }
    }

    private final class Everyone implements SiteListener {
        @Override
        public void reached(OpenSite site) {
            tell(listener -> listener.reached(site));
        }

        @Override
        public void lost(OpenSite site) {
            tell(listener -> listener.lost(site));
        }

        @Override
        public void hanging(OpenSite site, String what) {
            tell(listener -> listener.hanging(site, what));
        }

        @Override
        public void observed(OpenSite site) {
            tell(listener -> listener.observed(site));
        }

        @Override
        public void podChanged(OpenSite site, ObservedPod pod) {
            tell(listener -> listener.podChanged(site, pod));
        }

        @Override
        public void podEvent(OpenSite site, PodRef pod, ContainerEvent event) {
            tell(listener -> listener.podEvent(site, pod, event));
        }

        @Override
        public void podRemoved(OpenSite site, PodRef pod) {
            tell(listener -> listener.podRemoved(site, pod));
        }
    }
}
