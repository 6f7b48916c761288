// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kit on whatever {@link KitRun} chose for this thread. */
class MutatedProvider extends ProviderTck {

    private static final ThreadLocal<@Nullable Supplier<ProviderHarness>> CHOSEN = new ThreadLocal<>();

    /** Says on what the kit runs when this thread launches it. */
    static void choose(Supplier<ProviderHarness> harness) {
        CHOSEN.set(harness);
    }

    @Override
    protected ProviderHarness harness() {
        Supplier<ProviderHarness> harness = CHOSEN.get();
        if (harness == null) {
            throw new IllegalStateException("nothing was chosen on this thread");
        }
        return harness.get();
    }
}
