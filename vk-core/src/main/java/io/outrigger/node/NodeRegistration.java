// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.NodeWriter;
import io.outrigger.site.OpenSite;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the node of a site, or adopts the one that is there: what others wrote on it stays, what is ours is brought up
 * to date. Called by the node lane.
 */
final class NodeRegistration {

    private static final Logger log = LoggerFactory.getLogger(NodeRegistration.class);
    private static final String OUR_SCHEME = "outrigger://";

    private final NodeWriter nodes;
    private final NodeDocument document;
    private final NodeEvents events;
    private final Clock clock;

    NodeRegistration(NodeWriter nodes, NodeDocument document, NodeEvents events, Clock clock) {
        this.nodes = nodes;
        this.document = document;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Registers the node of a site.
     *
     * @return empty when a node of that name belongs to somebody else
     */
    Optional<RegisteredNode> register(OpenSite site, SiteView view) throws KubeException {
        try {
            Node created = nodes.create(document.whole(view, clock.instant()));
            events.starting(site.name());
            events.changed(site.name(), null, created.getStatus());
            log.info("node {}: registered", site.name());
            return Optional.of(remembered(site, view, created));
        } catch (KubeException failure) {
            if (!failure.conflict()) {
                throw failure;
            }
            return adopt(site, view);
        }
    }

    private Optional<RegisteredNode> adopt(OpenSite site, SiteView view) throws KubeException {
        Optional<Node> found = nodes.get(site.name());
        if (found.isEmpty()) {
            // It was removed between the two requests.
            return register(site, view);
        }
        Node node = found.get();
        if (!ours(node)) {
            log.error(
                    "node {} exists and is not a virtual node of ours (providerID {}); rename the site or remove the node",
                    site.name(),
                    providerId(node));
            return Optional.empty();
        }
        events.starting(site.name());
        log.info("node {}: adopted", site.name());
        return Optional.of(remembered(site, view, withOurSpec(withOurMetadata(node, view), view)));
    }

    /** Taints that are declared and not there, or there with another value. Others' taints stay. */
    private Node withOurSpec(Node node, SiteView view) throws KubeException {
        var taints = new ArrayList<>(
                node.getSpec() == null ? List.<Taint>of() : node.getSpec().getTaints());
        boolean changed = providerId(node).isEmpty();
        for (Taint ours : document.taints(view)) {
            Predicate<Taint> same = each ->
                    ours.getKey().equals(each.getKey()) && ours.getEffect().equals(each.getEffect());
            if (taints.stream().noneMatch(same.and(each -> Objects.equals(ours.getValue(), each.getValue())))) {
                taints.removeIf(same);
                taints.add(ours);
                changed = true;
            }
        }
        if (!changed) {
            return node;
        }
        try {
            return nodes.patchSpec(node, taints, document.providerId(view));
        } catch (KubeException refused) {
            if (!refused.forbidden()) {
                throw refused;
            }
            // Identities of the group system:nodes may not change taints of an existing node.
            log.warn("node {}: its taints stay as they are: {}", view.spec().name(), refused.getMessage());
            return node;
        }
    }

    private Node withOurMetadata(Node node, SiteView view) throws KubeException {
        Map<String, String> labels = NodeDifference.missing(node.getMetadata().getLabels(), document.labels(view));
        Map<String, String> annotations =
                NodeDifference.missing(node.getMetadata().getAnnotations(), document.annotations(view));
        return labels.isEmpty() && annotations.isEmpty()
                ? node
                : nodes.patchMetadata(view.spec().name(), labels, annotations);
    }

    private RegisteredNode remembered(OpenSite site, SiteView view, Node node) {
        Instant next = clock.instant()
                .plus(NodeReconciler.firstReport(ThreadLocalRandom.current().nextDouble()));
        return new RegisteredNode(site, node, document.labels(view), next);
    }

    private static boolean ours(Node node) {
        String providerId = providerId(node);
        Map<String, String> labels = node.getMetadata().getLabels();
        return providerId.isEmpty()
                ? labels != null && "virtual-kubelet".equals(labels.get("type"))
                : providerId.startsWith(OUR_SCHEME);
    }

    private static String providerId(Node node) {
        return node.getSpec() == null || node.getSpec().getProviderID() == null
                ? ""
                : node.getSpec().getProviderID();
    }
}
