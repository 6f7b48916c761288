// SPDX-License-Identifier: Apache-2.0
package io.outrigger.pod;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.kube.PodFeed;
import io.outrigger.spi.PodRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;

/**
 * The pods bound to our nodes as the API server has them: what is desired. Filled by the pod feed and by the answers to
 * our own writes, read by every lane and the endpoint; safe from any thread, and reading takes no lock.
 *
 * <p>It also remembers pods that have gone from the API server until their site was told.
 */
public final class PodCache implements PodFeed.Handler {

    private final BiPredicate<Pod, Pod> newer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PodName, Pod> pods = new ConcurrentHashMap<>();
    private final Map<String, Set<PodName>> byNode = new ConcurrentHashMap<>();
    private final Map<PodRef, String> departed = new ConcurrentHashMap<>();
    private final Set<String> complete = ConcurrentHashMap.newKeySet();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Nothing known yet. */
    public PodCache() {
        this(ResourceVersions::newer);
    }

    /** {@code newer} tells whether its first pod replaces its second, both of one name. */
    PodCache(BiPredicate<Pod, Pod> newer) {
        this.newer = newer;
    }

    /** Hears of changes; its methods return at once. */
    public interface Listener {

        /** A pod is new, changed in whatever way, or gone. */
        default void changed(PodRef pod) {}

        /** What should run has changed: a pod is new or gone, or more than the words of its status differ. */
        default void desiredChanged(PodRef pod) {}

        /** Every pod of the node is here. */
        default void synced(String node) {}
    }

    private record PodName(String namespace, String name) {
        static PodName of(PodRef ref) {
            return new PodName(ref.namespace(), ref.name());
        }
    }

    /** Tells a listener of everything from now on. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** This incarnation of a pod. */
    public Optional<Pod> get(PodRef ref) {
        return Optional.ofNullable(pods.get(PodName.of(ref)))
                .filter(pod -> pod.getMetadata().getUid().equals(ref.uid()));
    }

    /** The pod of this name. */
    public Optional<Pod> byName(String namespace, String name) {
        return Optional.ofNullable(pods.get(new PodName(namespace, name)));
    }

    /** The pods bound to a node, in no order. */
    public List<Pod> onNode(String node) {
        var found = new ArrayList<Pod>();
        for (PodName name : byNode.getOrDefault(node, Set.of())) {
            Pod pod = pods.get(name);
            if (pod != null && node.equals(pod.getSpec().getNodeName())) {
                found.add(pod);
            }
        }
        return found;
    }

    /** Every pod of our nodes, in no order. */
    public Collection<Pod> all() {
        return List.copyOf(pods.values());
    }

    /** Whether every pod of the node is here. */
    public boolean complete(String node) {
        return complete.contains(node);
    }

    @Override
    public void changed(Pod pod) {
        take(lean(pod), true);
    }

    /** Takes the answer to a write of ours, unless the pod has gone or something newer is here. */
    public void stored(Pod pod) {
        take(lean(pod), false);
    }

    @Override
    public void removed(Pod pod) {
        PodRef ref = PodRef.of(pod);
        lock.lock();
        try {
            get(ref).ifPresent(this::drop);
            String node = pod.getSpec().getNodeName();
            if (node != null) {
                departed.put(ref, node);
            }
        } finally {
            lock.unlock();
        }
        tell(ref, true);
    }

    @Override
    public void synced(String node) {
        complete.add(node);
        listeners.forEach(listener -> listener.synced(node));
    }

    /** Forgets a node whose site was closed; nothing is told and nothing is removed anywhere. */
    public void forget(String node) {
        lock.lock();
        try {
            complete.remove(node);
            onNode(node).forEach(this::drop);
            byNode.remove(node);
            departed.values().removeIf(node::equals);
        } finally {
            lock.unlock();
        }
    }

    /** The node a pod is bound to, or was when it went. */
    Optional<String> nodeOf(PodRef ref) {
        Optional<String> bound = get(ref).map(pod -> pod.getSpec().getNodeName());
        return bound.isPresent() ? bound : Optional.ofNullable(departed.get(ref));
    }

    /** Pods of one node take turns with those of the others. */
    public String group(PodRef ref) {
        return nodeOf(ref).orElse("");
    }

    /** Declares that a pod the API server does not have is to be removed from a node. */
    void depart(PodRef ref, String node) {
        lock.lock();
        try {
            if (get(ref).isEmpty()) {
                departed.put(ref, node);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The site was told that a pod has gone; a pod of the same name that waited for that is told. */
    void settled(PodRef ref) {
        departed.remove(ref);
        byName(ref.namespace(), ref.name()).ifPresent(namesake -> tell(PodRef.of(namesake), true));
    }

    /** The pods that have gone and whose site was not told yet. */
    List<PodRef> departed(String node) {
        return departed.entrySet().stream()
                .filter(entry -> entry.getValue().equals(node))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether an earlier pod of this name may still run at the same node. */
    boolean predecessorLeft(PodRef ref) {
        return !departed.isEmpty()
                && departed.entrySet().stream()
                        .anyMatch(entry -> PodName.of(entry.getKey()).equals(PodName.of(ref))
                                && !entry.getKey().equals(ref)
                                && nodeOf(ref).equals(Optional.of(entry.getValue())));
    }

    private void take(Pod pod, boolean mayBeNew) {
        PodRef ref = PodRef.of(pod);
        PodRef replaced = null;
        boolean desired;
        lock.lock();
        try {
            Pod before = pods.get(PodName.of(ref));
            boolean known = before != null && PodRef.of(before).equals(ref);
            if (pod.getSpec().getNodeName() == null
                    || before == null && !mayBeNew
                    || !known && !mayBeNew
                    || before != null && !newer.test(pod, before)) {
                return;
            }
            if (before != null && !known) {
                replaced = PodRef.of(before);
                drop(before);
                departed.put(replaced, before.getSpec().getNodeName());
            }
            departed.remove(ref);
            desired = before == null || !known || DesiredChange.between(before, pod);
            pods.put(PodName.of(ref), pod);
            byNode.computeIfAbsent(pod.getSpec().getNodeName(), node -> ConcurrentHashMap.newKeySet())
                    .add(PodName.of(ref));
        } finally {
            lock.unlock();
        }
        if (replaced != null) {
            tell(replaced, true);
        }
        tell(ref, desired);
    }

    private void drop(Pod pod) {
        PodName name = PodName.of(PodRef.of(pod));
        pods.remove(name);
        byNode.computeIfPresent(pod.getSpec().getNodeName(), (node, names) -> {
            names.remove(name);
            return names.isEmpty() ? null : names;
        });
    }

    private void tell(PodRef ref, boolean desired) {
        for (Listener listener : listeners) {
            if (desired) {
                listener.desiredChanged(ref);
            }
            listener.changed(ref);
        }
    }

    /** Without managedFields, which nobody here reads and which are a seventh of a pod's memory. */
    private static Pod lean(Pod pod) {
        var managed = pod.getMetadata().getManagedFields();
        if (managed == null || managed.isEmpty()) {
            return pod;
        }
        var metadata = new ObjectMetaBuilder(pod.getMetadata())
                .withManagedFields(List.of())
                .build();
        return new Pod(pod.getApiVersion(), pod.getKind(), metadata, pod.getSpec(), pod.getStatus());
    }
}
