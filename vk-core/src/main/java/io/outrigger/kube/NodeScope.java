// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of object that belongs to a node.
 *
 * @param type what the objects are
 * @param path their collection over all namespaces
 * @param name their name, for messages
 * @param field the field that selects those of one node
 * @param all the field selector for those of any node, or empty
 * @param node the node of an object, null when it has none yet
 * @param remains an object that stands for one of which only name, UID and node are known
 */
record NodeScope<T extends HasMetadata>(
        Class<T> type,
        String path,
        String name,
        String field,
        String all,
        Function<T, @Nullable String> node,
        Function<Known, T> remains) {

    /** Pods by {@code spec.nodeName}; pods that are not bound are not even sent. */
    static NodeScope<Pod> pods() {
        return new NodeScope<>(
                Pod.class,
                "api/v1/pods",
                "pods",
                "spec.nodeName",
                "spec.nodeName!=",
                pod -> pod.getSpec() == null ? null : pod.getSpec().getNodeName(),
                NodeScope::remainsOfPod);
    }

    /** Nodes by their own name. */
    static NodeScope<Node> nodes() {
        return new NodeScope<>(
                Node.class,
                "api/v1/nodes",
                "nodes",
                "metadata.name",
                "",
                node -> node.getMetadata().getName(),
                NodeScope::remainsOfNode);
    }

    WatchTarget<T> of(String nodeName) {
        return new WatchTarget<>(path, field + "=" + nodeName, type, name + " of node " + nodeName);
    }

    WatchTarget<T> ofAll() {
        return new WatchTarget<>(path, all, type, name + " of all nodes");
    }

    /**
     * What is remembered of an object, to notice that it is gone.
     *
     * @param namespace its namespace, or empty
     * @param name its name
     * @param uid its UID
     * @param node its node
     */
    record Known(String namespace, String name, String uid, String node) {}

    private static Pod remainsOfPod(Known known) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(known.namespace())
                .withName(known.name())
                .withUid(known.uid())
                .endMetadata()
                .withNewSpec()
                .withNodeName(known.node())
                .endSpec()
                .build();
    }

    private static Node remainsOfNode(Known known) {
        var node = new Node();
        node.setMetadata(new ObjectMetaBuilder()
                .withName(known.name())
                .withUid(known.uid())
                .build());
        return node;
    }
}
