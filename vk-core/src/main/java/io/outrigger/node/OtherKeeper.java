// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.LeaseWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether another program keeps a node: somebody renews its Lease, and it is not this program. Two programs may be
 * configured for one site by mistake; the one that the site does not answer must not write that the site is away. Only
 * changes of the Lease count, because clocks differ. Asked by the node lane.
 */
final class OtherKeeper {

    /** More than the pause between two renewals, and short enough that a node whose program died stays alive. */
    static final Duration QUIET = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(OtherKeeper.class);

    private final LeaseWriter leases;
    private final NodeEvents events;
    private final Clock clock;
    private final ConcurrentHashMap<String, Sighting> sightings = new ConcurrentHashMap<>();

    OtherKeeper(LeaseWriter leases, NodeEvents events, Clock clock) {
        this.leases = leases;
        this.events = events;
        this.clock = clock;
    }

    /** The Lease as it was first seen with this time of renewal; {@code told} says that it has moved before. */
    private record Sighting(@Nullable ZonedDateTime renewed, Instant at, boolean told) {}

    /**
     * Looks at the Lease of a node that this program does not keep.
     *
     * @return zero when nobody keeps the node, or when to look again
     */
    Duration look(String node, String problem) throws KubeException {
        Optional<Lease> lease = leases.get(node);
        if (lease.isEmpty()) {
            sightings.remove(node);
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        Sighting before = sightings.get(node);
        ZonedDateTime renewed =
                lease.get().getSpec() == null ? null : lease.get().getSpec().getRenewTime();
        if (before == null || !Objects.equals(before.renewed(), renewed)) {
            boolean told = before != null && (before.told() || tell(node, problem));
            sightings.put(node, new Sighting(renewed, now, told));
            return QUIET;
        }
        Duration left = QUIET.minus(Duration.between(before.at(), now));
        if (left.isNegative() || left.isZero()) {
            sightings.remove(node);
            return Duration.ZERO;
        }
        return left;
    }

    /** This program keeps the node now, or nobody needs to. */
    void forget(String node) {
        sightings.remove(node);
    }

    private boolean tell(String node, String problem) {
        log.warn(
                "node {}: another program keeps it and renews its Lease; it is left alone as long as its site does not"
                        + " answer this program: {}",
                node,
                problem);
        events.keptElsewhere(node, problem);
        return true;
    }
}
