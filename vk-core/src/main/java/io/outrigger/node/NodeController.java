// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.Node;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.LeaseWriter;
import io.outrigger.kube.NodeFeed;
import io.outrigger.kube.NodeWriter;
import io.outrigger.loop.Lane;
import io.outrigger.site.OpenSite;
import io.outrigger.site.SiteListener;
import io.outrigger.site.Sites;
import java.time.Clock;
import java.util.function.Function;

/**
 * Keeps the Node and the Lease of every site; nothing else writes them. Made, started and closed by the entry; hears of
 * sites and nodes on their threads and works on its own lane.
 */
public final class NodeController implements AutoCloseable {

    private static final int WORKERS = 8;

    private final Lane<String> lane;
    private final LeasePacer pacer;
    private final NodeFeed feed;
    private final NodeReconciler reconciler;

    /**
     * Listens to the sites from now on and writes nothing before {@link #start}.
     *
     * @param sites the sites whose nodes are kept
     * @param nodes writes nodes
     * @param leases writes leases
     * @param recorder tells users
     * @param feeds opens the watch that notices nodes removed by hand
     * @param settings what all nodes have in common
     * @param clock the only clock
     */
    public NodeController(
            Sites sites,
            NodeWriter nodes,
            LeaseWriter leases,
            EventRecorder recorder,
            Function<NodeFeed.Handler, NodeFeed> feeds,
            NodeSettings settings,
            Clock clock) {
        this.pacer = new LeasePacer(leases, clock);
        this.reconciler = new NodeReconciler(
                sites, nodes, leases, pacer, new NodeDocument(settings), new NodeEvents(recorder), clock);
        this.lane = Lane.builder("node", reconciler).workers(WORKERS).build();
        this.feed = feeds.apply(new FromCluster());
        sites.listen(new FromSites());
    }

    /** Begins to write. */
    public void start() {
        pacer.start();
        lane.start();
    }

    /** Stops writing; nodes and leases stay. */
    @Override
    public void close() {
        feed.close();
        lane.close();
        pacer.close();
    }

    private final class FromSites implements SiteListener {
        @Override
        public void opened(OpenSite site) {
            feed.watch(site.name());
            lane.add(site.name());
        }

        @Override
        public void reached(OpenSite site) {
            lane.add(site.name());
        }

        @Override
        public void lost(OpenSite site) {
            lane.add(site.name());
        }

        @Override
        public void observed(OpenSite site) {
            lane.add(site.name());
        }

        @Override
        public void closed(OpenSite site) {
            feed.unwatch(site.name());
            reconciler.leave(site.name());
            lane.add(site.name());
        }
    }

    private final class FromCluster implements NodeFeed.Handler {
        @Override
        public void changed(Node node) {
            reconciler.seen(node);
            lane.add(node.getMetadata().getName());
        }

        @Override
        public void removed(String name) {
            reconciler.gone(name);
            lane.add(name);
        }
    }
}
