// SPDX-License-Identifier: Apache-2.0
package io.outrigger.status;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.PodWriter;
import io.outrigger.loop.Outcome;
import io.outrigger.loop.Reconciler;
import io.outrigger.pod.Observation;
import io.outrigger.pod.ObservedPods;
import io.outrigger.pod.PodCache;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import io.outrigger.spi.PodRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one reconcile function of the observed lane: makes the status of one pod say what its site says, and finishes
 * deletions. Called by its lane, for one pod by one thread at a time; blocks on the API server. Nothing else writes the
 * status of a pod.
 *
 * <p>While a site cannot be reached its pods keep their status, also where the control plane has marked them not ready.
 */
final class StatusManager implements Reconciler<PodRef> {

    /** How long the first status of a pod waits for its site, because a pod that starts at once needs only one write. */
    private static final Duration FIRST_WORD = Duration.ofMillis(500);

    /**
     * How long the mere acknowledgement of a new generation waits for something to be written with it; the kubelet's
     * sync period.
     */
    private static final Duration ACKNOWLEDGEMENT = Duration.ofSeconds(10);

    private final PodCache cache;
    private final ObservedPods observed;
    private final Sites sites;
    private final PodWriter writer;
    private final StatusRules rules;
    private final PodEvents events;
    private final Consumer<String> relist;
    private final Clock clock;
    private final Map<PodRef, Progress> progress = new ConcurrentHashMap<>();

    /**
     * @param cache the pods as the API server has them; takes the answers to writes
     * @param observed what sites say
     * @param sites tells which can be reached
     * @param writer writes pods
     * @param rules computes statuses
     * @param events where users are told
     * @param relist asks for a list of a site, by name; returns at once
     * @param clock the time in statuses
     */
    public StatusManager(
            PodCache cache,
            ObservedPods observed,
            Sites sites,
            PodWriter writer,
            StatusRules rules,
            EventRecorder events,
            Consumer<String> relist,
            Clock clock) {
        this.cache = cache;
        this.observed = observed;
        this.sites = sites;
        this.writer = writer;
        this.rules = rules;
        this.events = new PodEvents(events);
        this.relist = relist;
        this.clock = clock;
    }

    /** What was done about a pod; used by the one thread that has its key. */
    private static final class Progress {
        private final Instant since;
        private final WriteBudget budget = new WriteBudget();
        private @Nullable Instant unacknowledged;
        private boolean killing;
        private boolean deleted;

        Progress(Instant since) {
            this.since = since;
        }
    }

    @Override
    public Outcome reconcile(PodRef ref) throws KubeException {
        Optional<Pod> pod = cache.get(ref);
        if (pod.isEmpty()) {
            forget(ref);
            return Outcome.done();
        }
        boolean reachable = sites.get(pod.get().getSpec().getNodeName())
                .map(OpenSite::reachable)
                .orElse(false);
        // What was known before a silence is history; the first list after it adds the pod again.
        if (!reachable || observed.doubted(ref)) {
            return Outcome.done();
        }
        try {
            return update(pod.get(), ref);
        } catch (KubeException failure) {
            if (failure.notFound()) {
                // The pod has gone; the feed says so soon.
                return Outcome.done();
            }
            if (failure.conflict()) {
                return readAgain(ref);
            }
            throw failure;
        }
    }

    /** A pod has changed since it was seen; a watch that was lost may say so only after half a minute. */
    private Outcome readAgain(PodRef ref) throws KubeException {
        writer.read(ref).ifPresent(cache::stored);
        return Outcome.done();
    }

    private Outcome update(Pod pod, PodRef ref) throws KubeException {
        Progress done = progress.computeIfAbsent(ref, key -> new Progress(clock.instant()));
        Observation observation = observed.of(ref);
        PodStatus status = rules.compute(pod, observation, clock.instant());
        if (rules.unproven(pod, status, observation, observed.confirmed(ref))) {
            relist.accept(pod.getSpec().getNodeName());
            return Outcome.done();
        }
        Duration wait = untilFirstWord(pod, status, observation, done);
        if (!wait.isZero()) {
            return Outcome.after(wait);
        }
        wait = untilWritten(pod, status, done);
        Pod written = wait.isZero() ? write(pod, status, observation, done) : pod;
        if (StatusRules.terminating(pod)) {
            if (!done.killing) {
                done.killing = true;
                events.killing(pod);
            }
            if (rules.stopped(pod, observation)) {
                finish(written, done);
            }
        }
        return wait.isZero() ? Outcome.done() : Outcome.after(wait);
    }

    private Duration untilWritten(Pod pod, PodStatus status, Progress done) {
        if (rules.same(pod.getStatus(), status)) {
            return Duration.ZERO;
        }
        Duration budget = StatusRules.terminating(pod) ? Duration.ZERO : done.budget.untilNext(clock.instant());
        return budget.isZero() ? untilAcknowledged(pod, status, done) : budget;
    }

    private Duration untilAcknowledged(Pod pod, PodStatus status, Progress done) {
        if (!rules.acknowledges(pod.getStatus(), status)) {
            return Duration.ZERO;
        }
        Instant now = clock.instant();
        if (done.unacknowledged == null) {
            done.unacknowledged = now;
        }
        Duration left = Duration.between(now, done.unacknowledged.plus(ACKNOWLEDGEMENT));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Pod write(Pod pod, PodStatus status, Observation observation, Progress done) throws KubeException {
        if (rules.same(pod.getStatus(), status)) {
            return pod;
        }
        Pod stored = writer.patchStatus(pod, status);
        done.unacknowledged = null;
        done.budget.spend(clock.instant());
        cache.stored(stored);
        events.changed(pod, status, observation.waiting().keySet());
        return stored;
    }

    /** The last step of a deletion: its status is final and written, and the site has proved that nothing runs. */
    private void finish(Pod pod, Progress done) throws KubeException {
        var metadata = pod.getMetadata();
        Long grace = metadata.getDeletionGracePeriodSeconds();
        boolean heldByFinalizers = grace != null
                && grace == 0
                && metadata.getFinalizers() != null
                && !metadata.getFinalizers().isEmpty();
        if (done.deleted || heldByFinalizers || !StatusRules.terminal(pod)) {
            return;
        }
        writer.delete(PodRef.of(pod));
        done.deleted = true;
    }

    private Duration untilFirstWord(Pod pod, PodStatus status, Observation observation, Progress done) {
        boolean silent = observation.pod() == null
                && observation.refusal() == null
                && observation.waiting().isEmpty();
        boolean unwritten = pod.getStatus() == null || pod.getStatus().getStartTime() == null;
        if (!silent || !unwritten || StatusRules.terminating(pod) || !PodPhase.PENDING.equals(status.getPhase())) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), done.since.plus(FIRST_WORD));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void forget(PodRef ref) {
        progress.remove(ref);
        String site = observed.siteOf(ref);
        // Before the cache is complete, a pod it does not have may only not have arrived.
        if (site.isEmpty() || cache.complete(site)) {
            observed.forget(ref);
        }
    }
}
