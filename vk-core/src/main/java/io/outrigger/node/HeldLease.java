// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.LeaseWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Lease of one node as {@link LeasePacer} keeps it, by the rules of the kubelet: PUT of the object as last stored,
 * read again after a conflict, created again after it was removed. One thread at a time renews it.
 */
final class HeldLease {

    static final int DURATION_SECONDS = 40;

    private static final Logger log = LoggerFactory.getLogger(HeldLease.class);
    private static final String NAMESPACE = "kube-node-lease";
    private static final int ATTEMPTS_AT_ONCE = 5;
    private static final Duration SHORTEST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(7);

    private final LeaseWriter leases;
    private final String node;
    private final Consumer<String> removed;
    private volatile String uid;
    private volatile boolean released;
    private volatile boolean left;
    private volatile int renewals;
    private @Nullable Lease stored;
    private boolean contested;
    private Duration retry = SHORTEST_RETRY;
    private int failures;

    /** {@code removed} is told the node's name when the lease was removed by somebody. */
    HeldLease(LeaseWriter leases, String node, String uid, Consumer<String> removed) {
        this.leases = leases;
        this.node = node;
        this.uid = uid;
        this.removed = removed;
    }

    /** The Node was created again: the next renewal says so. */
    void ownedBy(String nodeUid) {
        uid = nodeUid;
    }

    void release() {
        released = true;
    }

    /** As {@link #release}, but the Lease is somebody else's now and stays. */
    void leave() {
        left = true;
        released = true;
    }

    boolean released() {
        return released;
    }

    /** How often it was renewed. */
    int renewals() {
        return renewals;
    }

    /**
     * Renews the lease.
     *
     * @return zero, or after which time to try again
     */
    synchronized Duration renew(Instant now) {
        if (released) {
            return Duration.ZERO;
        }
        try {
            stored = written(now);
            renewals++;
            retry = SHORTEST_RETRY;
            failures = 0;
            undoIfReleased();
            return Duration.ZERO;
        } catch (KubeException failure) {
            Duration wait = failure.retryAfter().orElse(retry);
            retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) < 0 ? retry.multipliedBy(2) : LONGEST_RETRY;
            failures++;
            // An outage would otherwise fill the log with every node's every attempt.
            var level = Integer.bitCount(failures) == 1 ? log.atWarn() : log.atDebug();
            level.addKeyValue("retryAfter", wait)
                    .log("lease of node {} failed {} times in a row: {}", node, failures, failure.getMessage());
            return wait;
        }
    }

    /** Whether somebody else renewed it since, or before, it was renewed from here last. */
    synchronized boolean renewedByOther() throws KubeException {
        Lease mine = stored;
        if (mine == null || contested) {
            return contested;
        }
        return leases.get(node).filter(found -> !sameRenewal(mine, found)).isPresent();
    }

    /** An answer that was lost on its way leaves us with the older version of our own renewal. */
    private static boolean sameRenewal(Lease mine, Lease found) {
        return Objects.equals(
                        mine.getMetadata().getResourceVersion(),
                        found.getMetadata().getResourceVersion())
                || Objects.equals(mine.getSpec().getRenewTime(), found.getSpec().getRenewTime());
    }

    private Lease written(Instant now) throws KubeException {
        contested = false;
        for (int attempt = 1; ; attempt++) {
            Lease base = stored;
            try {
                return base == null ? leases.create(fresh(now)) : leases.update(renewed(base, now));
            } catch (KubeException failure) {
                if (attempt == ATTEMPTS_AT_ONCE || !failure.notFound() && !failure.conflict()) {
                    throw failure;
                }
                if (failure.notFound()) {
                    removed.accept(node);
                }
                contested = failure.conflict() && base != null;
                stored = failure.notFound() ? null : leases.get(node).orElse(null);
            }
        }
    }

    /** The node was removed while its lease was being written: the lease must not outlive it. */
    private void undoIfReleased() throws KubeException {
        if (released && !left) {
            leases.delete(node);
        }
    }

    private Lease fresh(Instant now) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(node)
                .withNamespace(NAMESPACE)
                .withOwnerReferences(owner())
                .endMetadata()
                .withSpec(spec(new LeaseSpec(), now))
                .build();
    }

    private Lease renewed(Lease base, Instant now) {
        base.setSpec(spec(base.getSpec() == null ? new LeaseSpec() : base.getSpec(), now));
        base.getMetadata().setManagedFields(null);
        if (base.getMetadata().getOwnerReferences().stream().noneMatch(each -> uid.equals(each.getUid()))) {
            base.getMetadata().setOwnerReferences(List.of(owner()));
        }
        return base;
    }

    private LeaseSpec spec(LeaseSpec spec, Instant now) {
        spec.setHolderIdentity(node);
        spec.setLeaseDurationSeconds(DURATION_SECONDS);
        spec.setRenewTime(ZonedDateTime.ofInstant(now.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC));
        return spec;
    }

    private OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .withUid(uid)
                .build();
    }
}
