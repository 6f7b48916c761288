// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.spi.Provider;
import io.outrigger.spi.ProviderContext;
import io.outrigger.spi.ProviderFactory;

/** Makes the provider {@code device}. Called by the core, once per program. */
public final class DeviceFactory implements ProviderFactory {

    /** For the service loader. */
    public DeviceFactory() {}

    @Override
    public String name() {
        return "device";
    }

    @Override
    public Provider create(ProviderContext context) {
        return new DeviceProvider(context);
    }
}
