// SPDX-License-Identifier: Apache-2.0
package io.outrigger.spi;

import java.util.Set;

/** Who implements the open interfaces of the SPI. What providers implement grows only by default methods. */
final class Implementers {

    static final Set<Class<?>> PROVIDERS = Set.of(
            ProviderFactory.class,
            Provider.class,
            Site.class,
            ContainerLogs.class,
            ContainerExec.class,
            ContainerAttach.class,
            PortForward.class,
            PortForward.Connection.class,
            SiteStatistics.class);

    static final Set<Class<?>> CORE =
            Set.of(PodListener.class, ProviderContext.class, SiteDiscovery.class, Terminal.class);

    private Implementers() {}
}
