// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;

/** Makes a provider that keeps every rule, or one that breaks some on purpose. */
public final class CorrectFactory implements ProviderFactory {

    private final Backend backend;
    private final Mutation mutation;

    /** For the service loader. */
    public CorrectFactory() {
        this(new Backend(), Mutation.NONE);
    }

    CorrectFactory(Backend backend, Mutation mutation) {
        this.backend = backend;
        this.mutation = mutation;
    }

    @Override
    public String name() {
        return mutation.name();
    }

    @Override
    public Provider create(ProviderContext context) throws ProviderException {
        mutation.create(backend, context);
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                mutation.open(backend, spec);
                return mutation.site(new CorrectSite(backend, context, spec.name()), backend, context);
            }

            @Override
            public void close() {
                mutation.close(backend);
            }
        };
    }
}
