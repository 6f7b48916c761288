// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedPod;
import io.outrigger.spi.PodRef;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the sites say of their pods. Written by their reports, by the relister and by the pod worker; read by the status
 * lane. Safe from any thread.
 *
 * <p>The fence: every report and every call about a pod takes a number, and so does the moment a list is asked for. What
 * the list says of a pod counts only if no call about it is under way and nothing was heard or done about it since.
 */
public final class ObservedPods {

    private final AtomicLong numbers = new AtomicLong();
    private final Map<PodRef, PodRecord> records = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<PodRef>> listeners = new CopyOnWriteArrayList<>();

    /** Tells of every pod that changed, from the thread that brought the news; must return at once. */
    public void listen(Consumer<PodRef> listener) {
        listeners.add(listener);
    }

    /** All that is known of a pod. */
    public Observation of(PodRef ref) {
        PodRecord record = records.get(ref);
        return record == null ? Observation.none() : record.observation();
    }

    /**
     * Whether what is known of a pod comes from a list that was asked for after the site had accepted to stop it. A
     * report does not prove that: it may have been on its way, and what it calls terminated may have been restarted.
     */
    public boolean confirmed(PodRef ref) {
        PodRecord record = records.get(ref);
        return record != null && record.confirmed();
    }

    /** Whether the site may have changed the pod while nobody listened, so that what is known may be history. */
    public boolean doubted(PodRef ref) {
        PodRecord record = records.get(ref);
        return record != null && record.doubted();
    }

    /** Forgets a pod. */
    public void forget(PodRef ref) {
        records.remove(ref);
    }

    /** The site a pod was heard from, or was to be started at; empty when nothing is known. */
    public String siteOf(PodRef ref) {
        PodRecord record = records.get(ref);
        return record == null ? "" : record.site;
    }

    /** A site reported a pod. */
    void heard(String site, ObservedPod pod) {
        update(pod.ref(), site, record -> record.heard(pod, numbers.incrementAndGet()));
    }

    /** A call about a pod begins; lists say nothing about it until it ends. */
    void calling(String site, PodRef ref, boolean apply) {
        update(ref, site, record -> record.calling(apply));
    }

    /** The call has ended, however it did. */
    void called(String site, PodRef ref) {
        update(ref, site, record -> record.called(numbers.incrementAndGet()));
    }

    /** The site has accepted a pod with this hash, but for the containers that wait. */
    void applied(String site, PodRef ref, String hash, Map<String, ContainerState.Waiting> waiting) {
        update(ref, site, record -> record.applied(hash, waiting));
    }

    /** The site has accepted to stop a pod. */
    void stopping(String site, PodRef ref) {
        update(ref, site, record -> record.stopping(numbers.incrementAndGet()));
    }

    /** Whether the site has accepted to stop a pod. */
    boolean stopping(PodRef ref) {
        PodRecord record = records.get(ref);
        return record != null && record.stopping();
    }

    /** Why a pod cannot run at its site; lasts until {@link #applied}, and for as long as its spec is the same. */
    void refused(String site, PodRef ref, Observation.Refusal refusal, int spec) {
        update(ref, site, record -> record.refused(refusal, spec));
    }

    /** What containers of a pod that the site was not given wait for; lasts until {@link #applied}. */
    void waiting(String site, PodRef ref, Map<String, ContainerState.Waiting> waiting) {
        update(ref, site, record -> record.waiting(waiting));
    }

    /** Why a pod's site was not given the resources that it asks for; null when it was. */
    void resizing(String site, PodRef ref, Observation.@Nullable PendingResize pending) {
        update(ref, site, record -> record.resizing(pending));
    }

    /** Whether the site was given this already and has not lost it since. */
    boolean has(PodRef ref, String hash) {
        PodRecord record = records.get(ref);
        return record != null && hash.equals(record.hash());
    }

    /** Whether a pod was refused as it is specified. */
    boolean refusedAs(PodRef ref, int spec) {
        PodRecord record = records.get(ref);
        return record != null && record.observation().refusal() != null && record.refusedSpec() == spec;
    }

    /** Reports of a site may be missing: what is known is in doubt until the next list, and applied again. */
    void doubt(String site) {
        records.forEach((ref, record) -> {
            if (record.site.equals(site)) {
                record.doubt();
            }
        });
    }

    /** Forgets everything a site has said. */
    void forgetSite(String site) {
        records.values().removeIf(record -> record.site.equals(site));
    }

    /** The number to take before a list is asked for. */
    long mark() {
        return numbers.incrementAndGet();
    }

    /**
     * What a list has brought.
     *
     * @param moved the pods that have come or gone by what it said, or are in doubt no longer
     * @param skipped how many pods it says nothing about because of the fence
     */
    record Listing(Set<PodRef> moved, int skipped) {}

    /**
     * Takes what a list said.
     *
     * @param site the site
     * @param mark the number that was taken before it was asked for
     * @param listed what it said
     * @param desired the pods that should be there; what it says of others is not kept
     */
    Listing listed(String site, long mark, Collection<ObservedPod> listed, Collection<PodRef> desired) {
        var expected = Set.copyOf(desired);
        var present = new HashMap<PodRef, ObservedPod>();
        listed.stream().filter(pod -> expected.contains(pod.ref())).forEach(pod -> present.put(pod.ref(), pod));
        var moved = new HashSet<PodRef>();
        var skipped = new HashSet<PodRef>();
        for (PodRef ref : desired) {
            update(ref, site, record -> {
                boolean doubted = record.doubted();
                if (record.fenced(mark)) {
                    boolean lifted = record.heardSince(mark);
                    (lifted ? moved : skipped).add(ref);
                    return lifted;
                }
                Observation.Presence before = record.observation().presence();
                boolean changed = record.listed(present.get(ref), mark);
                if (doubted || before != record.observation().presence()) {
                    moved.add(ref);
                }
                return changed;
            });
        }
        return new Listing(moved, skipped.size());
    }

    private void update(PodRef ref, String site, Change change) {
        boolean[] changed = new boolean[1];
        records.compute(ref, (key, record) -> {
            PodRecord target = record == null ? new PodRecord(site) : record;
            changed[0] = change.on(target);
            return target;
        });
        if (changed[0]) {
            listeners.forEach(listener -> listener.accept(ref));
        }
    }

    /** Changes a record and tells whether an observer could see it. */
    private interface Change {
        boolean on(PodRecord record);
    }
}
