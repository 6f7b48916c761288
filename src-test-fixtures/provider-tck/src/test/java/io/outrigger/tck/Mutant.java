// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import io.outrigger.spi.PodListener;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderException;
import io.outrigger.spi.Site;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * A provider that is wrong on purpose.
 *
 * @param name what it does wrong
 * @param breaks the numbers of exactly those rules whose tests must fail
 * @param mutation how it does so
 */
record Mutant(String name, Set<String> breaks, Mutation mutation) {

    interface SiteMutation {
        Site site(Site correct, Backend backend, ProviderContext context);
    }

    /** A mutant that breaks the rules in a text of numbers. */
    static Mutant of(String name, String breaks, Mutation mutation) {
        return new Mutant(name, new TreeSet<>(Set.of(breaks.split(" "))), mutation);
    }

    /** A mutant whose sites are wrong. */
    static Mutant site(String name, String breaks, SiteMutation mutation) {
        return of(name, breaks, new Mutation() {
            @Override
            public Site site(Site correct, Backend backend, ProviderContext context) {
                return mutation.site(correct, backend, context);
            }
        });
    }

    /** A mutant whose reports are wrong. */
    static Mutant reports(String name, String breaks, UnaryOperator<PodListener> listener) {
        return site(name, breaks, (correct, backend, context) -> new SiteDecorator(correct) {
            @Override
            public void start(PodListener pods) throws ProviderException {
                correct.start(listener.apply(pods));
            }
        });
    }

    @Override
    public String toString() {
        return name;
    }
}
