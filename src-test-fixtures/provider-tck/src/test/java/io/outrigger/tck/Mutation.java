// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import io.outrigger.spi.SiteSpec;

/** What makes the correct provider a wrong one. By itself it changes nothing. */
interface Mutation {

    /** The correct provider. */
    Mutation NONE = new Mutation() {};

    default String name() {
        return "correct";
    }

    default void create(Backend backend, ProviderContext context) throws ProviderException {}

    default void open(Backend backend, SiteSpec spec) throws ProviderException {
        if (!spec.settings().isEmpty()) {
            throw new ProviderException(
                    ProviderException.Kind.INVALID_CONFIG,
                    "site " + spec.name() + ": settings." + spec.settings().keySet() + " are unknown; remove them");
        }
    }

    default Site site(Site correct, Backend backend, ProviderContext context) {
        return correct;
    }

    /** Called when the provider is closed. */
    default void close(Backend backend) {}
}
