// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reports the objects of a changing set of nodes. Few nodes have a watch each; beyond a threshold one shared watch
 * serves all and drops what belongs to other nodes, and stays even if nodes go.
 *
 * <p>A node is served by one source at a time, and each source begins with a consistent list, which is newer than
 * anything reported before; so the difference between the list and what is remembered is exactly what was missed. A node
 * that joins while the shared watch runs is listed alone, its events are kept back until then, and those that the list
 * already contains are dropped. Safe from any thread; reports one at a time.
 */
final class NodeScopedFeed<T extends HasMetadata> implements AutoCloseable {

    /** How many nodes that joined together are listed singly; more are served by listing everything again. */
    private static final int LISTED_SINGLY = 20;

    /** Nodes that join within this time are taken together. */
    private static final long SETTLE_MILLIS = 100;

    private final NodeScope<T> scope;
    private final NodeReports<T> reports;
    private final Watching shared;
    private final int threshold;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, NodeObjects<T>> nodes = new HashMap<>();
    private @Nullable SharedSource everything;
    private boolean settling;
    private boolean closed;

    /**
     * @param threshold up to how many nodes have a watch each
     */
    NodeScopedFeed(NodeScope<T> scope, NodeReports<T> reports, Watching shared, int threshold) {
        this.scope = scope;
        this.reports = reports;
        this.shared = shared;
        this.threshold = threshold;
    }

    void watch(String node) {
        lock.lock();
        try {
            if (closed || nodes.containsKey(node)) {
                return;
            }
            var objects = new NodeObjects<>(node, scope, reports);
            nodes.put(node, objects);
            if (everything == null && nodes.size() <= threshold) {
                var source = new OwnSource(objects, false);
                objects.serve(source, ResourceWatch.start(scope.of(node), source, shared));
            } else {
                settleSoon();
            }
        } finally {
            lock.unlock();
        }
    }

    void unwatch(String node) {
        lock.lock();
        try {
            NodeObjects<T> objects = nodes.remove(node);
            if (objects != null) {
                objects.share(null);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            nodes.values().forEach(objects -> objects.share(null));
            nodes.clear();
            if (everything != null) {
                everything.stop();
                everything = null;
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // settle() has nobody to report to
    private void settleSoon() {
        if (settling) {
            return;
        }
        settling = true;
        try {
            shared.timer().schedule(this::settle, SETTLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            // The connection is closed: nobody waits for these nodes any more.
            closed = true;
        }
    }

    /** Gives a source to every node that has none. */
    private void settle() {
        lock.lock();
        try {
            settling = false;
            if (closed || (everything != null && everything.listing)) {
                return;
            }
            var waiting = nodes.values().stream()
                    .filter(objects -> everything == null || objects.unserved())
                    .toList();
            if (everything == null || waiting.size() > LISTED_SINGLY) {
                listEverything();
            } else {
                waiting.forEach(this::listAlone);
            }
        } finally {
            lock.unlock();
        }
    }

    private void listEverything() {
        if (everything != null) {
            everything.stop();
        }
        nodes.values().forEach(objects -> objects.share(null));
        everything = new SharedSource();
        everything.watch = ResourceWatch.start(scope.ofAll(), everything, shared);
    }

    private void listAlone(NodeObjects<T> objects) {
        var source = new OwnSource(objects, true);
        objects.serve(source, ResourceWatch.listOnce(scope.of(objects.node()), source, shared));
    }

    /** The watch of one node, or the single list with which it joins the shared watch. */
    private final class OwnSource implements WatchSink<T> {

        private final NodeObjects<T> objects;
        private final boolean joining;

        OwnSource(NodeObjects<T> objects, boolean joining) {
            this.objects = objects;
            this.joining = joining;
        }

        @Override
        public void listed(List<T> listed, String resourceVersion) {
            whileServing(() -> {
                objects.listed(listed, resourceVersion);
                if (joining) {
                    objects.handOver(everything);
                }
            });
        }

        @Override
        public void changed(T object) {
            whileServing(() -> objects.event(new WatchEvent.Changed<>(object)));
        }

        @Override
        public void removed(T object) {
            whileServing(() -> objects.event(new WatchEvent.Removed<>(object)));
        }

        private void whileServing(Runnable report) {
            lock.lock();
            try {
                if (objects.servedBy(this)) {
                    report.run();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** The watch that serves all nodes. */
    private final class SharedSource implements WatchSink<T> {

        private @Nullable ResourceWatch<T> watch;

        /** Whether a list is on its way; nodes that join meanwhile may be missing in it and wait for the next. */
        private boolean listing = true;

        void stop() {
            if (watch != null) {
                watch.close();
            }
        }

        @Override
        public void listing() {
            whileRunning(() -> {
                listing = true;
                nodes.values().forEach(objects -> objects.share(this));
            });
        }

        @Override
        public boolean wanted(T object) {
            lock.lock();
            try {
                NodeObjects<T> objects = nodes.get(scope.node().apply(object));
                return objects != null && objects.servedBy(this);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void listed(List<T> listed, String resourceVersion) {
            whileRunning(() -> {
                listing = false;
                Map<String, List<T>> byNode = new HashMap<>();
                for (T object : listed) {
                    byNode.computeIfAbsent(String.valueOf(scope.node().apply(object)), node -> new ArrayList<>())
                            .add(object);
                }
                List.copyOf(nodes.values()).forEach(objects -> {
                    if (objects.servedBy(this)) {
                        objects.listed(byNode.getOrDefault(objects.node(), List.of()), resourceVersion);
                    } else {
                        settleSoon();
                    }
                });
            });
        }

        @Override
        public void changed(T object) {
            report(object, new WatchEvent.Changed<>(object));
        }

        @Override
        public void removed(T object) {
            report(object, new WatchEvent.Removed<>(object));
        }

        private void report(T object, WatchEvent<T> event) {
            whileRunning(() -> {
                NodeObjects<T> objects = nodes.get(scope.node().apply(object));
                if (objects != null) {
                    objects.event(event);
                }
            });
        }

        private void whileRunning(Runnable report) {
            lock.lock();
            try {
                if (everything == this) {
                    report.run();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
