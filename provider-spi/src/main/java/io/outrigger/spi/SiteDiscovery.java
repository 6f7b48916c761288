// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

/** Where a provider announces sites that nobody declared. Implemented by the core; may be called from any thread. */
public interface SiteDiscovery {

    /**
     * A site is there. Repeating it is harmless.
     *
     * @param spec the site as the provider would declare it
     */
    void found(SiteSpec spec);
}
