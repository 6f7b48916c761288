// SPDX-License-Identifier: Apache-2.0
package io.outrigger.simulation;

import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.PodFeed;
import io.outrigger.spi.PodRef;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one program hears of the API server: first the pods as they were at some moment, perhaps a while ago, then what
 * happened since, in order for each pod and in no order between pods.
 */
final class ModelWatch {

    private final World world;
    private final Program program;
    private final List<Pod> initial = new ArrayList<>();
    private final TreeMap<String, Deque<ModelApi.Event>> pending = new TreeMap<>();
    private final List<String> nodes;
    private boolean complete;
    private Start start = Start.AT_ONCE;
    /** Until then the API server shows nothing more. */
    private Instant dark = Instant.EPOCH;

    private PodFeed.@Nullable Handler handler;

    ModelWatch(World world, Program program, List<String> nodes) {
        this.world = world;
        this.program = program;
        this.nodes = nodes;
    }

    /** How the API server answers a program that begins. */
    enum Start {
        /** It is there. */
        AT_ONCE,
        /** It does not answer for a while. */
        LATE,
        /** It has lost its memory for a while and says that there is nothing. */
        EMPTY
    }

    /** Begins with the pods as they were after so many events. */
    void begin(PodFeed.Handler feed, int events, Start how, Instant until) {
        handler = feed;
        start = how;
        dark = until;
        initial.addAll(world.api.at(events).values());
        for (ModelApi.Event event : world.api.history.subList(events, world.api.history.size())) {
            enqueue(event);
        }
        if (world.mutant == Mutant.REMOVES_BEFORE_THE_CACHE_IS_COMPLETE) {
            nodes.forEach(feed::synced);
        }
    }

    void happened(ModelApi.Event event) {
        enqueue(event);
    }

    boolean idle() {
        return pending.isEmpty() && initial.isEmpty() && complete;
    }

    boolean dark() {
        return world.clock.instant().isBefore(dark);
    }

    /** Delivers one event of one pod. */
    boolean deliver() {
        PodFeed.Handler feed = handler;
        if (feed == null) {
            return false;
        }
        if (start == Start.LATE && dark()) {
            return false;
        }
        if (!initial.isEmpty()) {
            show(feed, initial.remove(world.random.nextInt(initial.size())), false);
            return true;
        }
        if (!complete) {
            complete = true;
            world.say("watch: complete");
            nodes.forEach(feed::synced);
            return true;
        }
        if (pending.isEmpty() || dark()) {
            return false;
        }
        if (start == Start.EMPTY) {
            start = Start.AT_ONCE;
            listAgain();
        }
        var names = new ArrayList<>(pending.keySet());
        String name = names.get(world.random.nextInt(names.size()));
        Deque<ModelApi.Event> queue = pending.get(name);
        ModelApi.Event event = queue.remove();
        if (queue.isEmpty()) {
            pending.remove(name);
        }
        show(feed, event.pod(), event.removed());
        return true;
    }

    private void show(PodFeed.Handler feed, Pod pod, boolean removed) {
        world.say("watch: " + (removed ? "removed " : "changed ") + PodRef.of(pod) + " at version "
                + pod.getMetadata().getResourceVersion());
        Pod shown = program.seen(pod);
        if (removed) {
            feed.removed(shown);
        } else {
            feed.changed(shown);
        }
    }

    /** A list shows what is, not what was: only the last event of each pod counts. */
    private void listAgain() {
        for (Deque<ModelApi.Event> queue : pending.values()) {
            ModelApi.Event last = queue.getLast();
            queue.clear();
            queue.add(last);
        }
    }

    private void enqueue(ModelApi.Event event) {
        pending.computeIfAbsent(event.name(), name -> new ArrayDeque<>()).add(event);
    }
}
