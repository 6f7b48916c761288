// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.registry.EventRecorder;
import io.outrigger.localapi.registry.PodBinding;
import io.outrigger.localapi.store.Change;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.Selection;
import io.outrigger.localapi.store.StoredObject;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds every pod without a node to the least filled node that fits. It learns of pods and nodes from the store while
 * they are written, and works later, in small batches, so that requests are answered in between.
 */
public final class Scheduler {
    private static final Logger log = LoggerFactory.getLogger(Scheduler.class);
    private static final String NAME = "default-scheduler";
    private static final int BATCH = 50;

    private final ObjectStore store;
    private final PodBinding binding;
    private final EventRecorder events;
    private final Executor later;
    private final NodeSlots nodes = new NodeSlots();
    private final Set<ObjectKey> waiting = new LinkedHashSet<>();
    private final Set<ObjectKey> unschedulable = new LinkedHashSet<>();
    private boolean asked;

    /** A scheduler that works on {@code later}, which must run tasks one by one on the thread of the store. */
    public Scheduler(ObjectStore store, PodBinding binding, EventRecorder events, Executor later) {
        this.store = store;
        this.binding = binding;
        this.events = events;
        this.later = later;
    }

    /** Begins to watch pods and nodes. */
    public void start() {
        store.list(Selection.all(GroupResource.NODES)).forEach(node -> nodes.put(NodeFacts.of(node.json())));
        store.list(Selection.all(GroupResource.PODS)).forEach(this::podPresent);
        store.watch(Selection.all(GroupResource.NODES), this::nodeChanged);
        store.watch(Selection.all(GroupResource.PODS), this::podChanged);
    }

    private void nodeChanged(Change.Seen seen) {
        if (seen.type() == Change.Type.DELETED) {
            nodes.remove(seen.object().key().name());
        } else if (nodes.put(NodeFacts.of(seen.object().json()))) {
            retryUnschedulable();
        }
    }

    private void podChanged(Change.Seen seen) {
        if (seen.type() == Change.Type.DELETED) {
            podGone(seen.object());
        } else {
            podPresent(seen.object());
        }
    }

    private void podPresent(StoredObject pod) {
        JsonNode spec = pod.json().path("spec");
        String phase = Json.text(pod.json(), "status", "phase");
        if (phase.equals("Succeeded") || phase.equals("Failed")) {
            podGone(pod);
            return;
        }
        String node = Json.text(spec, "nodeName");
        if (!node.isEmpty()) {
            waiting.remove(pod.key());
            unschedulable.remove(pod.key());
            nodes.place(pod.uid(), node, PodDemand.of(spec));
            return;
        }
        boolean ours = Json.text(spec, "schedulerName").equals(NAME)
                && spec.path("schedulingGates").isEmpty();
        if (ours && !pod.deleting() && !unschedulable.contains(pod.key())) {
            waiting.add(pod.key());
            work();
        }
    }

    private void podGone(StoredObject pod) {
        waiting.remove(pod.key());
        unschedulable.remove(pod.key());
        if (nodes.release(pod.uid())) {
            retryUnschedulable();
        }
    }

    private void retryUnschedulable() {
        if (!unschedulable.isEmpty()) {
            waiting.addAll(unschedulable);
            unschedulable.clear();
            work();
        }
    }

    private void work() {
        if (!asked) {
            asked = true;
            later.execute(this::scheduleBatch);
        }
    }

    private void scheduleBatch() {
        asked = false;
        for (int i = 0; i < BATCH && !waiting.isEmpty(); i++) {
            ObjectKey next = waiting.iterator().next();
            waiting.remove(next);
            store.get(next)
                    .filter(pod -> Json.text(pod.json(), "spec", "nodeName").isEmpty() && !pod.deleting())
                    .ifPresent(this::schedule);
        }
        if (!waiting.isEmpty()) {
            work();
        }
    }

    private void schedule(StoredObject pod) {
        JsonNode spec = pod.json().path("spec");
        PodDemand demand = PodDemand.of(spec);
        Map<String, Integer> objections = new TreeMap<>();
        for (NodeSlot slot : nodes.leastFilledFirst()) {
            Optional<String> objection = Fit.objection(spec, demand, slot);
            if (objection.isEmpty()) {
                bind(pod, slot.facts.name());
                return;
            }
            objections.merge(objection.get(), 1, Integer::sum);
        }
        unschedulable.add(pod.key());
        String message = Fit.unschedulable(nodes.count(), objections);
        if (binding.markUnschedulable(pod, message)) {
            events.record(pod, "Warning", "FailedScheduling", message);
        }
    }

    private void bind(StoredObject pod, String node) {
        try {
            binding.bind(pod.key(), pod.uid(), node);
        } catch (ApiFailure overtaken) {
            log.debug("pod {} was not bound to {}: {}", pod.key(), node, overtaken.getMessage());
            return;
        }
        String name = pod.key().namespace() + "/" + pod.key().name();
        events.record(pod, "Normal", "Scheduled", "Successfully assigned " + name + " to " + node);
    }
}
