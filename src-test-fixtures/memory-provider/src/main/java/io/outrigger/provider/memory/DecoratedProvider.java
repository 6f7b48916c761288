// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.memory;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.ProviderFactory;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;
import java.util.function.UnaryOperator;

/**
 * Another provider whose sites do something besides. Made by what measures; safe from any thread if the decoration is.
 *
 * @param delegate opens the sites
 * @param decoration what becomes of each
 */
public record DecoratedProvider(ProviderFactory delegate, UnaryOperator<Site> decoration) implements ProviderFactory {

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public Provider create(ProviderContext context) throws ProviderException {
        Provider provider = delegate.create(context);
        return new Provider() {
            @Override
            public Site open(SiteSpec spec) throws ProviderException {
                return decoration.apply(provider.open(spec));
            }

            @Override
            public void close() {
                provider.close();
            }
        };
    }
}
