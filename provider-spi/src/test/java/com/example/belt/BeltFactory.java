// SPDX-License-Identifier: Apache-2.0
package com.example.belt;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderFactory;

// @start region="factory"
/** Named in META-INF/services/io.outrigger.spi.ProviderFactory. */
public final class BeltFactory implements ProviderFactory {

    @Override
    public String name() {
        return "belt";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new BeltProvider(context, MemoryBelt::at);
    }
}
// @end
