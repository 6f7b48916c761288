// SPDX-License-Identifier: Apache-2.0
package com.example.belt;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderException.Kind;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.util.function.Function;

/** Reaches belts by their address. */
final class BeltProvider implements Provider {

    private final ProviderContext context;
    private final Function<String, Belt> belts;

    BeltProvider(ProviderContext context, Function<String, Belt> belts) {
        this.context = context;
        this.belts = belts;
    }

    // @start region="open"
    @Override
    public Site open(SiteSpec spec) throws ProviderException {
        for (String setting : spec.settings().keySet()) {
            if (!setting.equals("address")) {
                throw wrong(spec, "setting \"" + setting + "\" is unknown; remove it");
            }
        }
        if (!(spec.settings().get("address") instanceof String address)) {
            throw wrong(spec, "setting \"address\" is missing; add the belt's host and port");
        }
        return new BeltSite(spec.name(), belts.apply(address), context); // connects later
    }

    private static ProviderException wrong(SiteSpec spec, String message) {
        return new ProviderException(Kind.INVALID_CONFIG, "site " + spec.name() + ": " + message);
    }
    // @end

    @Override
    public void close() {}
}
