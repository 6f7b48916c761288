// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.outrigger.pod.Observation.PendingResize;
import io.outrigger.pod.Observation.Presence;
import io.outrigger.pod.Observation.Refusal;
import io.outrigger.spi.ContainerState;
import io.outrigger.spi.ObservedPod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link ObservedPods} keeps of one pod. Methods tell whether an observer could see a difference. */
final class PodRecord {

    private static final long NEVER = Long.MAX_VALUE;
    private static final long UNDER_WAY = Long.MAX_VALUE;

    final String site;
    private Observation observation = Observation.none();
    /** The number of what was heard or done last; greater than any while a call is under way. */
    private long touched;
    /** The number of the last report. */
    private long heard;
    /** The number of the moment the site had accepted to stop the pod. */
    private long stopping = NEVER;

    private boolean confirmed;
    private boolean doubted;
    private int refusedSpec;
    private @Nullable String hash;

    PodRecord(String site) {
        this.site = site;
    }

    synchronized Observation observation() {
        return observation;
    }

    synchronized boolean confirmed() {
        return confirmed;
    }

    synchronized boolean doubted() {
        return doubted;
    }

    synchronized @Nullable String hash() {
        return hash;
    }

    synchronized int refusedSpec() {
        return refusedSpec;
    }

    /** A report that says what is known is no news and disturbs no list. */
    synchronized boolean heard(ObservedPod pod, long number) {
        if (observation.presence() == Presence.PRESENT && pod.equals(observation.pod())) {
            return false;
        }
        touched = touched == UNDER_WAY ? UNDER_WAY : number;
        heard = number;
        confirmed = false;
        return become(Presence.PRESENT, pod);
    }

    /** While a pod is being applied nobody can say that it is not there, and what it was before is history. */
    synchronized boolean calling(boolean apply) {
        touched = UNDER_WAY;
        return apply && observation.presence() == Presence.ABSENT && become(Presence.UNKNOWN, null);
    }

    synchronized boolean called(long number) {
        touched = number;
        return false;
    }

    synchronized boolean applied(String appliedHash, Map<String, ContainerState.Waiting> waiting) {
        hash = appliedHash;
        return waiting(waiting);
    }

    synchronized boolean stopping() {
        return stopping != NEVER;
    }

    synchronized boolean stopping(long number) {
        touched = number;
        if (stopping == NEVER) {
            stopping = number;
        }
        return false;
    }

    synchronized boolean refused(Refusal refusal, int spec) {
        refusedSpec = spec;
        boolean visible = !refusal.equals(observation.refusal());
        observation =
                new Observation(observation.presence(), observation.pod(), refusal, Map.of(), observation.resize());
        return visible;
    }

    synchronized boolean waiting(Map<String, ContainerState.Waiting> waiting) {
        return become(new Observation(observation.presence(), observation.pod(), null, waiting, observation.resize()));
    }

    synchronized boolean resizing(@Nullable PendingResize pending) {
        return become(new Observation(
                observation.presence(), observation.pod(), observation.refusal(), observation.waiting(), pending));
    }

    synchronized void doubt() {
        hash = null;
        doubted = true;
    }

    /** Whether a list that was asked for at {@code mark} says nothing about this pod. */
    synchronized boolean fenced(long mark) {
        return touched > mark;
    }

    /** Whether a report since {@code mark} says as much as the list; if so it ends the doubt. */
    synchronized boolean heardSince(long mark) {
        boolean lifted = doubted && heard > mark;
        doubted &= !lifted;
        return lifted;
    }

    /** What a list that was asked for at {@code mark} and is not fenced says: the pod, or null for its absence. */
    synchronized boolean listed(@Nullable ObservedPod pod, long mark) {
        boolean proves = stopping < mark;
        boolean visible = proves && !confirmed || doubted;
        confirmed |= proves;
        doubted = false;
        if (pod == null) {
            hash = null;
            return become(Presence.ABSENT, observation.pod()) || visible;
        }
        return become(Presence.PRESENT, pod) || visible;
    }

    private boolean become(Presence presence, @Nullable ObservedPod pod) {
        return become(
                new Observation(presence, pod, observation.refusal(), observation.waiting(), observation.resize()));
    }

    private boolean become(Observation after) {
        boolean visible = !after.equals(observation);
        observation = after;
        return visible;
    }
}
