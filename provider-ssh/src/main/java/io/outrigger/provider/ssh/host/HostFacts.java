// SPDX-License-Identifier: Apache-2.0
package io.outrigger.provider.ssh.host;

import io.outrigger.spi.ObservedNode;
import io.outrigger.spi.ProviderException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of the host: read in one round trip, and not again before it is old, because a site is asked for itself
 * far more often than a host changes. That the host is there is looked at each time.
 */
final class HostFacts {

    private static final Logger LOG = LoggerFactory.getLogger(HostFacts.class);

    private final HostOptions options;
    private final HostHome home;
    private final Supervisor supervisor;
    private final Clock clock;
    private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();

    private record Reading(ObservedNode node, Instant at, boolean skewed) {}

    HostFacts(HostOptions options, HostHome home, Supervisor supervisor, Clock clock) {
        this.options = options;
        this.home = home;
        this.supervisor = supervisor;
        this.clock = clock;
    }

    ObservedNode current() throws ProviderException {
        Reading known = last.get();
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.at().plus(options.factsAge()))) {
            home.ready();
            return known.node();
        }
        HostNode host = HostNode.parse(supervisor.node());
        Duration skew = host.skew(now, clock.instant());
        boolean skewed = HostNode.isSkewed(skew);
        if (skewed && (known == null || !known.skewed())) {
            LOG.atWarn()
                    .addKeyValue("site", options.site())
                    .log(
                            "The host's clock is {} s off; let it keep time, or logs and statuses carry wrong times",
                            skew.toSeconds());
        }
        ObservedNode node = host.observed(options, skew);
        if (known == null || !known.node().remarks().equals(node.remarks())) {
            node.remarks()
                    .forEach(remark ->
                            LOG.atWarn().addKeyValue("site", options.site()).log("{}", remark));
        }
        last.set(new Reading(node, now, skewed));
        return node;
    }

    /** Asks the host next time. */
    void forget() {
        last.set(null);
    }
}
