// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Clock;
import java.util.concurrent.ThreadFactory;

/**
 * What the core lends to a provider. Implemented by the core and by test kits, never by providers, so it may grow.
 */
public interface ProviderContext {

    /** The name of the cluster; part of every name and label a provider leaves at a site. */
    String clusterId();

    /** A name for this running program, to be shown where two programs contend for one site. */
    String holder();

    /** The only clock a provider reads. */
    Clock clock();

    /** Makes the provider's threads: named, daemon, virtual where the JVM has them. */
    ThreadFactory threads();
}
