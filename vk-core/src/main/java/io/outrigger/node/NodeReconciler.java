// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.LeaseWriter;
import io.outrigger.kube.NodeWriter;
import io.outrigger.loop.Outcome;
import io.outrigger.loop.Reconciler;
import io.outrigger.site.OpenSite;
import io.outrigger.site.Sites;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes one node what its site says: registers it, keeps its status and labels, and removes it when the site was closed.
 * The one reconcile function of the node lane; one thread at a time works on a node.
 */
final class NodeReconciler implements Reconciler<String> {

    /** How often the status is written although nothing changed, as the kubelet does. */
    private static final Duration REPORT = Duration.ofMinutes(5);

    /** How long a new node waits for the first word of its site, so that it is not registered as disconnected. */
    private static final Duration FIRST_WORD = Duration.ofSeconds(2);

    private static final Duration NAME_TAKEN = Duration.ofMinutes(1);

    private final Sites sites;
    private final NodeWriter nodes;
    private final LeaseWriter leases;
    private final LeasePacer pacer;
    private final NodeDocument document;
    private final NodeEvents events;
    private final NodeRegistration registration;
    private final OtherKeeper otherKeeper;
    private final Clock clock;
    private final ConcurrentHashMap<String, RegisteredNode> registered = new ConcurrentHashMap<>();
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private final Set<String> doubted = ConcurrentHashMap.newKeySet();

    NodeReconciler(Sites sites, NodeApi api, LeasePacer pacer, NodeDocument document, Clock clock) {
        this.sites = sites;
        this.nodes = api.nodes();
        this.leases = api.leases();
        this.pacer = pacer;
        this.document = document;
        this.events = new NodeEvents(api.events());
        this.registration = new NodeRegistration(nodes, document, events, clock);
        this.otherKeeper = new OtherKeeper(leases, events, clock);
        this.clock = clock;
    }

    static Duration firstReport(double random) {
        return Duration.ofMillis((long) (REPORT.toMillis() * (0.5 + random / 2)));
    }

    @Override
    public Outcome reconcile(String name) throws KubeException {
        Optional<OpenSite> site = sites.get(name);
        if (site.isEmpty()) {
            remove(name);
            return Outcome.done();
        }
        leaving.remove(name);
        SiteView view = SiteView.of(site.get());
        if (doubted.contains(name)) {
            look(name);
            doubted.remove(name);
        }
        RegisteredNode node = registered.get(name);
        if (node == null || node.site() != site.get()) {
            Duration wait = untilOurs(name, view);
            if (!wait.isZero()) {
                return Outcome.after(wait);
            }
            Optional<RegisteredNode> fresh = registration.register(site.get(), view);
            if (fresh.isEmpty()) {
                return Outcome.after(NAME_TAKEN);
            }
            node = fresh.get();
            registered.put(name, node);
        }
        pacer.hold(name, node.stored().getMetadata().getUid());
        return kept(name, view);
    }

    /** The site was closed for good; its node goes with the next turn. */
    void leave(String name) {
        leaving.add(name);
    }

    /** The API server has this node now. */
    void seen(Node node) {
        registered.computeIfPresent(node.getMetadata().getName(), (name, remembered) -> remembered.seen(node));
    }

    /** The node may be gone without a report: the next turn looks for itself. */
    void doubt(String name) {
        doubted.add(name);
    }

    /** The node is not there any more. */
    void gone(String name) {
        registered.remove(name);
    }

    private void look(String name) throws KubeException {
        Optional<Node> present = nodes.get(name);
        if (present.isPresent()) {
            seen(present.get());
        } else {
            registered.remove(name);
        }
    }

    private Outcome kept(String name, SiteView view) throws KubeException {
        try {
            keepLabels(name, view);
            return keepStatus(name, view);
        } catch (KubeException failure) {
            if (!failure.notFound() && !failure.conflict()) {
                throw failure;
            }
            // Somebody removed the node, and perhaps made another: register again.
            registered.remove(name);
            return Outcome.after(Duration.ZERO);
        }
    }

    private void keepLabels(String name, SiteView view) throws KubeException {
        RegisteredNode node = registered.get(name);
        Map<String, String> desired = document.labels(view);
        if (node == null || desired.equals(node.labels())) {
            return;
        }
        Map<String, String> missing =
                NodeDifference.missing(node.stored().getMetadata().getLabels(), desired);
        if (!missing.isEmpty()) {
            seen(nodes.patchMetadata(name, missing, Map.of()));
        }
        registered.computeIfPresent(name, (key, remembered) -> remembered.labelled(desired));
    }

    private Outcome keepStatus(String name, SiteView view) throws KubeException {
        RegisteredNode node = registered.get(name);
        if (node == null) {
            return Outcome.after(Duration.ZERO);
        }
        Instant now = clock.instant();
        NodeStatus before = node.stored().getStatus();
        NodeStatus desired = document.status(view, before, now);
        boolean due = !now.isBefore(node.nextReport());
        // An adopted node keeps its status until the site was heard or is known to be away.
        if (view.undecided() || !due && !NodeDifference.ofStatus(before, desired)) {
            return Outcome.after(rest(now, node.nextReport()));
        }
        if (!view.connected() && NodeConditions.connected(before) && pacer.renewedByOther(name)) {
            // Whoever wrote that the site answers has the site.
            pacer.leave(name);
            registered.remove(name);
            return Outcome.after(Duration.ZERO);
        }
        Node stored = nodes.patchStatus(node.stored(), desired);
        events.changed(name, before, desired);
        Instant next = due ? now.plus(REPORT) : node.nextReport();
        registered.computeIfPresent(
                name, (key, remembered) -> remembered.seen(stored).reported(next));
        return Outcome.after(rest(now, next));
    }

    private void remove(String name) throws KubeException {
        otherKeeper.forget(name);
        // Without the mark this process is only stopping, and nodes stay.
        if (!leaving.contains(name)) {
            return;
        }
        pacer.release(name);
        if (registered.containsKey(name)) {
            nodes.delete(name);
            leases.delete(name);
            registered.remove(name);
        }
        leaving.remove(name);
    }

    /** How long the node of a site is not ours to write. A site that answers is nobody else's. */
    private Duration untilOurs(String name, SiteView view) throws KubeException {
        Duration wait = untilFirstWord(view);
        if (!wait.isZero()) {
            return wait;
        }
        if (view.connected() || pacer.holds(name)) {
            otherKeeper.forget(name);
            return Duration.ZERO;
        }
        return otherKeeper.look(name, view.contact().problem());
    }

    private Duration untilFirstWord(SiteView view) {
        Duration waited = Duration.between(view.contact().since(), clock.instant());
        return view.undecided() && waited.compareTo(FIRST_WORD) < 0 ? FIRST_WORD.minus(waited) : Duration.ZERO;
    }

    private static Duration rest(Instant now, Instant next) {
        Duration rest = Duration.between(now, next);
        return rest.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : rest;
    }
}
