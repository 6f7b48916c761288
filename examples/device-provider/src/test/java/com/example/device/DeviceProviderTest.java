// SPDX-License-Identifier: Apache-2.0
package com.example.device;

import io.outrigger.tck.ProviderHarness;
import io.outrigger.tck.ProviderTck;
import java.io.IOException;

/** The provider keeps the contract. */
class DeviceProviderTest extends ProviderTck {

    @Override
    protected ProviderHarness harness() throws IOException {
        return new DeviceHarness();
    }
}
