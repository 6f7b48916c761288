// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.time.Clock;
import java.util.concurrent.ThreadFactory;

/**
 * What the core lends to a provider. Implemented by the core and by test kits, never by providers, so it may grow.
 */
public interface ProviderContext {

    /** {@return the name of the cluster; part of every name and label a provider leaves at a site} */
    String clusterId();

    /** {@return a name for this running program, to be shown where two programs contend for one site} */
    String holder();

    /** {@return the only clock a provider reads} */
    Clock clock();

    /** {@return what makes the provider's threads: named, daemon, virtual where the JVM has them} */
    ThreadFactory threads();
}
