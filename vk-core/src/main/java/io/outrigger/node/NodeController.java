// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.Node;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.kube.EventRecorder;
import io.outrigger.kube.NodeFeed;
import io.outrigger.loop.Backoff;
import io.outrigger.loop.Lane;
import io.outrigger.site.OpenSite;
import io.outrigger.site.SiteListener;
import io.outrigger.site.Sites;
import java.time.Clock;
import java.util.Random;

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
    private final EventRecorder events;

    /**
     * Listens to the sites from now on and writes nothing before {@link #start}.
     *
     * @param sites the sites whose nodes are kept
     * @param api where nodes and leases are written
     * @param settings what all nodes have in common
     * @param meters where the lane and the leases are measured
     * @param clock the only clock
     */
    public NodeController(Sites sites, NodeApi api, NodeSettings settings, MeterRegistry meters, Clock clock) {
        this.events = api.events();
        this.pacer = new LeasePacer(api.leases(), clock, meters);
        this.reconciler = new NodeReconciler(sites, api, pacer, new NodeDocument(settings), clock);
        this.lane = Lane.builder("nodes", reconciler)
                .workers(WORKERS)
                .backoff(Backoff.reporting())
                .clock(clock, new Random())
                .meters(meters)
                .build();
        pacer.onRemoved(name -> {
            reconciler.doubt(name);
            lane.add(name);
        });
        this.feed = api.feeds().apply(new FromCluster());
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
        public void hanging(OpenSite site, String what) {
            events.node(site.name(), EventRecorder.Type.WARNING, "ProviderHangs", what);
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
