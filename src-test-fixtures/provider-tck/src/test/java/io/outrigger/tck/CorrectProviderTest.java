// SPDX-License-Identifier: Apache-2.0
package io.outrigger.tck;

import java.time.Duration;
import java.util.Set;

/** The kit passes a provider that keeps every rule. */
class CorrectProviderTest extends ProviderTck {

    @Override
    protected ProviderHarness harness() {
        return new CorrectHarness(Mutation.NONE, Duration.ofMillis(200), Set.of());
    }
}
