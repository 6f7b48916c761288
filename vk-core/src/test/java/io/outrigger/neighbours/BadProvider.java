// SPDX-License-Identifier: Apache-2.0
package io.outrigger.neighbours;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** The provider {@code bad}: opens the sites it is given. */
final class BadProvider implements ProviderFactory {

    private final Supplier<BadSite> maker;
    private final Collection<BadSite> sites = new ConcurrentLinkedQueue<>();

    BadProvider(Supplier<BadSite> maker) {
        this.maker = maker;
    }

    /** From now on all its sites misbehave. */
    void turnBad() throws Exception {
        for (BadSite site : sites) {
            site.turnBad();
        }
    }

    /** All its sites end what they do by themselves. */
    void calm() throws InterruptedException {
        for (BadSite site : sites) {
            site.calm();
        }
    }

    @Override
    public String name() {
        return "bad";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) {
                BadSite site = maker.get();
                sites.add(site);
                return site;
            }

            @Override
            public void close() {}
        };
    }
}
