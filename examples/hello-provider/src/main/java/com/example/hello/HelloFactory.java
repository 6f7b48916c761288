// SPDX-License-Identifier: Apache-2.0

package com.example.hello;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;

/** Makes the provider {@code hello}. */
public final class HelloFactory implements ProviderFactory {

    private final Greeter greeter;

    /** For the service loader. This greeter lives as long as the program; your device lives longer. */
    public HelloFactory() {
        this(new Greeter());
    }

    HelloFactory(Greeter greeter) {
        this.greeter = greeter;
    }

    @Override
    public String name() {
        return "hello";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                if (!spec.settings().isEmpty()) {
                    throw new ProviderException(ProviderException.Kind.INVALID_CONFIG, "site " + spec.name()
                            + ": settings " + spec.settings().keySet() + " are unknown; remove them");
                }
                return new HelloSite(greeter, spec.name(), context);
            }

            @Override
            public void close() {}
        };
    }
}
