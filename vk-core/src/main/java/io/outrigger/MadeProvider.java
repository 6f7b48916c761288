// SPDX-License-Identifier: Apache-2.0
package io.outrigger;

import io.outrigger.site.ProviderCall;
import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.SiteDiscovery;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One provider, made once when it is wanted first; if that fails it has failed for good. Safe from any thread. */
final class MadeProvider {

    private static final Logger log = LoggerFactory.getLogger(MadeProvider.class);

    private final String name;
    private final ProviderFactory factory;
    private @Nullable ProviderException failure;
    private volatile @Nullable Provider provider;
    private volatile boolean closed;

    MadeProvider(String name, ProviderFactory factory) {
        this.name = name;
        this.factory = factory;
    }

    /** The provider; blocks as long as its making does. */
    synchronized Provider get(ProviderContext context, SiteDiscovery discovery) throws ProviderException {
        Provider made = provider;
        if (made != null) {
            return made;
        }
        if (failure != null) {
            throw failure;
        }
        try {
            made = ProviderCall.checked("provider " + name + ": create", () -> factory.create(context));
        } catch (ProviderException refused) {
            failure = refused;
            throw refused;
        }
        discover(made, discovery);
        provider = made;
        if (closed) {
            close();
        }
        return made;
    }

    /** Closes the provider if it was made; does not wait for one that is being made. */
    void close() {
        closed = true;
        Provider made = provider;
        if (made == null) {
            return;
        }
        try {
            made.close();
        } catch (Throwable unexpected) {
            log.error("closing provider {} failed", name, unexpected);
        }
    }

    private void discover(Provider made, SiteDiscovery discovery) {
        try {
            made.discover(discovery);
        } catch (Throwable unexpected) {
            log.error("provider {} failed to look for sites; the declared ones are opened", name, unexpected);
        }
    }
}
