// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Node;

/** Reports our Nodes from watches. */
final class NodeWatches implements NodeFeed {

    private final NodeScopedFeed<Node> feed;

    NodeWatches(NodeFeed.Handler handler, Watching shared, int threshold) {
        this.feed = new NodeScopedFeed<>(NodeScope.nodes(), new Reports(handler), shared, threshold);
    }

    @Override
    public void watch(String name) {
        feed.watch(name);
    }

    @Override
    public void unwatch(String name) {
        feed.unwatch(name);
    }

    @Override
    public void close() {
        feed.close();
    }

    private record Reports(NodeFeed.Handler handler) implements NodeReports<Node> {

        @Override
        public void changed(Node node) {
            handler.changed(node);
        }

        @Override
        public void removed(Node node) {
            handler.removed(node.getMetadata().getName());
        }
    }
}
