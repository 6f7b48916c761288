// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.Pod;

/** Reports the pods of our nodes from watches. */
final class PodWatches implements PodFeed {

    private final NodeScopedFeed<Pod> feed;

    PodWatches(PodFeed.Handler handler, Watching shared, int threshold) {
        this.feed = new NodeScopedFeed<>(NodeScope.pods(), new Reports(handler), shared, threshold);
    }

    @Override
    public void watch(String node) {
        feed.watch(node);
    }

    @Override
    public void unwatch(String node) {
        feed.unwatch(node);
    }

    @Override
    public void close() {
        feed.close();
    }

    private record Reports(PodFeed.Handler handler) implements NodeReports<Pod> {

        @Override
        public void changed(Pod pod) {
            handler.changed(pod);
        }

        @Override
        public void removed(Pod pod) {
            handler.removed(pod);
        }

        @Override
        public void synced(String node) {
            handler.synced(node);
        }
    }
}
