// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.loop.Errands;
import io.outrigger.loop.Threads;
import io.outrigger.site.LateSite;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.SiteDiscovery;
import io.outrigger.spi.SiteSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sites come and go through here: declared ones, added ones and those that providers announce. Safe from any thread; no
 * method waits for a provider that hangs longer than its patience.
 */
final class Fleet implements SiteDiscovery, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Fleet.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Sites sites;
    private final Providers providers;
    private final Set<String> opening = ConcurrentHashMap.newKeySet();
    /** By provider, so that one whose sites hang keeps only its own waiting. */
    private final Map<String, ExecutorService> announcements = new ConcurrentHashMap<>();

    /** Opened and not started yet. */
    private volatile Map<SiteSpec, LateSite> declared = Map.of();

    private volatile boolean closed;

    Fleet(Settings settings, Sites sites) {
        this.settings = settings;
        this.sites = sites;
        this.providers = new Providers(settings.factories(), settings.context(), this);
    }

    /** The sites that are open now. */
    Collection<OpenSite> sites() {
        return sites.all();
    }

    /**
     * Opens the declared sites and starts none, so that a wrong setting is found before anything is written. A provider
     * that breaks or hangs costs only its own sites, which are tried again for as long as they are declared.
     *
     * @throws ProviderException of kind {@code INVALID_CONFIG} when a provider refuses a setting
     */
    void openDeclared() throws ProviderException {
        Map<SiteSpec, LateSite> opened = new LinkedHashMap<>();
        Map<String, ProviderException> refusals = new ConcurrentHashMap<>();
        var errands = new Errands("site-open");
        for (String given : settings.given()) {
            errands.add("provider " + given, () -> create(given, refusals));
        }
        for (SiteSpec spec : settings.sites()) {
            LateSite site = late(spec);
            opened.put(spec, site);
            errands.add("site " + spec.name(), site::open);
        }
        Set<String> late = await(errands);
        opened.forEach((spec, site) -> site.refusal().ifPresent(why -> refusals.put("site " + spec.name(), why)));
        for (ProviderException refusal : refusals.values()) {
            if (refusal.kind() == ProviderException.Kind.INVALID_CONFIG) {
                opened.values().forEach(LateSite::close);
                throw refusal;
            }
        }
        refusals.forEach((who, why) -> log.warn("{}: {}; trying again", who, why.getMessage()));
        late.forEach(who -> log.warn("{}: not opened within {}, its provider hangs; going on without", who, PATIENCE));
        declared = opened;
    }

    /** Starts the declared sites, which were opened. */
    void startDeclared() throws ProviderException {
        for (Map.Entry<SiteSpec, LateSite> each : declared.entrySet()) {
            sites.add(each.getKey(), each.getValue());
        }
        declared = Map.of();
    }

    /** Adds a site; whatever its provider throws is thrown, and one that hangs is left to open it later. */
    void add(SiteSpec spec) throws ProviderException {
        Names.checkSubdomain("site name", spec.name());
        Factories.check(settings.factories(), spec);
        if (closed) {
            throw new IllegalStateException("the virtual kubelet is closed");
        }
        if (sites.get(spec.name()).isPresent() || !opening.add(spec.name())) {
            throw new IllegalArgumentException("site " + spec.name() + " is open already; remove it first");
        }
        try {
            LateSite site = late(spec);
            var errands = new Errands("site-open");
            errands.add(spec.name(), site::open);
            if (!await(errands).isEmpty()) {
                log.warn("site {}: not opened within {}, its provider hangs; going on", spec.name(), PATIENCE);
            }
            Optional<ProviderException> refusal = site.refusal();
            if (refusal.isPresent()) {
                throw refusal.get();
            }
            sites.add(spec, site);
        } finally {
            opening.remove(spec.name());
        }
    }

    void remove(String name) {
        sites.remove(name);
    }

    @Override
    public void found(SiteSpec spec) {
        if (!settings.admit().test(spec)) {
            log.debug("site {}: announced by provider {} and not admitted", spec.name(), spec.provider());
            return;
        }
        if (closed || sites.get(spec.name()).isPresent()) {
            return;
        }
        try {
            announcements
                    .computeIfAbsent(spec.provider(), name -> Threads.workers("announced-site", 1))
                    .execute(() -> admit(spec));
        } catch (RejectedExecutionException late) {
            log.debug("site {}: announced after the end", spec.name());
        }
    }

    @Override
    public void close() {
        closed = true;
        declared.values().forEach(LateSite::close);
        announcements.values().forEach(ExecutorService::shutdownNow);
        providers.close();
    }

    private LateSite late(SiteSpec spec) {
        return new LateSite(spec.name(), () -> providers.open(spec));
    }

    private void create(String provider, Map<String, ProviderException> refusals) {
        try {
            providers.create(provider);
        } catch (ProviderException refusal) {
            refusals.put("provider " + provider, refusal);
        }
    }

    private static Set<String> await(Errands errands) {
        try {
            return errands.await(PATIENCE);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sites were opened", hurry);
        }
    }

    private void admit(SiteSpec spec) {
        if (sites.get(spec.name()).isPresent()) {
            return;
        }
        try {
            add(spec);
            log.info("site {}: admitted, announced by provider {}", spec.name(), spec.provider());
        } catch (ProviderException | IllegalArgumentException | IllegalStateException refused) {
            log.warn(
                    "site {}: announced by provider {} and refused: {}",
                    spec.name(),
                    spec.provider(),
                    refused.getMessage());
        }
    }
}
