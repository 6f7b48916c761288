// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.loop.Threads;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteDiscovery;
import io.outrigger.spi.SiteSpec;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sites come and go through here: declared ones, added ones and those that providers announce. Safe from any thread. */
final class Fleet implements SiteDiscovery, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Fleet.class);

    private final Settings settings;
    private final Sites sites;
    private final Providers providers;
    private final ExecutorService announcements = Threads.workers("announced-site", 1);

    Fleet(Settings settings, Sites sites) {
        this.settings = settings;
        this.sites = sites;
        this.providers = new Providers(settings.factories(), settings.context(), this);
    }

    /** The sites that are open now. */
    Collection<OpenSite> sites() {
        return sites.all();
    }

    /** Opens the declared sites and starts none, so that a wrong one is found before anything is written. */
    Map<SiteSpec, Site> openDeclared() throws ProviderException {
        for (String given : settings.given()) {
            providers.create(given);
        }
        Map<SiteSpec, Site> opened = new LinkedHashMap<>();
        try {
            for (SiteSpec spec : settings.sites()) {
                opened.put(spec, providers.open(spec));
            }
        } catch (ProviderException refused) {
            opened.values().forEach(Site::close);
            throw refused;
        }
        return opened;
    }

    /** Starts sites that were opened; when one of them cannot be started, the rest is closed. */
    void start(Map<SiteSpec, Site> opened) throws ProviderException {
        var waiting = new LinkedHashMap<>(opened);
        try {
            for (SiteSpec spec : List.copyOf(waiting.keySet())) {
                sites.add(spec, Objects.requireNonNull(waiting.remove(spec)));
            }
        } catch (ProviderException refused) {
            waiting.values().forEach(Site::close);
            throw refused;
        }
    }

    synchronized void add(SiteSpec spec) throws ProviderException {
        Names.checkSubdomain("site name", spec.name());
        if (sites.get(spec.name()).isPresent()) {
            throw new IllegalArgumentException("site " + spec.name() + " is open already; remove it first");
        }
        sites.add(spec, providers.open(spec));
    }

    synchronized void remove(String name) {
        sites.remove(name);
    }

    @Override
    public void found(SiteSpec spec) {
        if (!settings.admit().test(spec)) {
            log.debug("site {}: announced by provider {} and not admitted", spec.name(), spec.provider());
            return;
        }
        try {
            announcements.execute(() -> admit(spec));
        } catch (RejectedExecutionException closed) {
            log.debug("site {}: announced after the end", spec.name());
        }
    }

    @Override
    public void close() {
        announcements.shutdownNow();
        providers.close();
    }

    private synchronized void admit(SiteSpec spec) {
        if (sites.get(spec.name()).isPresent()) {
            return;
        }
        try {
            add(spec);
            log.info("site {}: admitted, announced by provider {}", spec.name(), spec.provider());
        } catch (ProviderException | IllegalArgumentException refused) {
            log.warn(
                    "site {}: announced by provider {} and refused: {}",
                    spec.name(),
                    spec.provider(),
                    refused.getMessage());
        }
    }
}
