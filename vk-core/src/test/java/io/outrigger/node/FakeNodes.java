// SPDX-License-Identifier: Apache-2.0
package io.outrigger.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Taint;
import io.outrigger.kube.KubeException;
import io.outrigger.kube.NodeWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nodes in memory, with the rules of the API server that matter here; counts what is asked of it. */
final class FakeNodes implements NodeWriter {

    final Map<String, Node> stored = new LinkedHashMap<>();
    final List<String> requests = new ArrayList<>();

    @Nullable
    KubeException failure;

    private int version;

    static KubeException refused(int code) {
        return new KubeException(code, "", "node: refused with " + code, null, null);
    }

    Node node(String name) {
        return Optional.ofNullable(stored.get(name)).orElseThrow(() -> new AssertionError("no node " + name));
    }

    NodeCondition condition(String name, String type) {
        return node(name).getStatus().getConditions().stream()
                .filter(each -> each.getType().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type));
    }

    Node put(Node node) {
        version++;
        var builder = new NodeBuilder(node).editMetadata().withResourceVersion(String.valueOf(version));
        if (node.getMetadata().getUid() == null) {
            builder.withUid("uid-" + version);
        }
        Node kept = builder.endMetadata().build();
        stored.put(kept.getMetadata().getName(), kept);
        return kept;
    }

    @Override
    public Optional<Node> get(String name) throws KubeException {
        request("get " + name);
        return Optional.ofNullable(stored.get(name));
    }

    @Override
    public Node create(Node node) throws KubeException {
        String name = node.getMetadata().getName();
        request("create " + name);
        if (stored.containsKey(name)) {
            throw refused(409);
        }
        return put(node);
    }

    @Override
    public Node patchMetadata(String name, Map<String, String> labels, Map<String, String> annotations)
            throws KubeException {
        request("patch metadata of " + name);
        return put(new NodeBuilder(present(name))
                .editMetadata()
                .addToLabels(labels)
                .addToAnnotations(annotations)
                .endMetadata()
                .build());
    }

    @Override
    public Node patchSpec(Node current, List<Taint> taints, String providerId) throws KubeException {
        String name = current.getMetadata().getName();
        request("patch spec of " + name);
        return put(new NodeBuilder(present(name))
                .editSpec()
                .withTaints(taints)
                .withProviderID(providerId)
                .endSpec()
                .build());
    }

    @Override
    public Node patchStatus(Node current, NodeStatus desired) throws KubeException {
        String name = current.getMetadata().getName();
        request("patch status of " + name);
        Node node = present(name);
        if (!node.getMetadata().getUid().equals(current.getMetadata().getUid())) {
            throw refused(409);
        }
        var conditions = new ArrayList<>(node.getStatus().getConditions());
        for (NodeCondition each : desired.getConditions()) {
            conditions.removeIf(old -> old.getType().equals(each.getType()));
            conditions.add(each);
        }
        return put(new NodeBuilder(node)
                .withNewStatusLike(desired)
                .withConditions(conditions)
                .endStatus()
                .build());
    }

    @Override
    public void delete(String name) throws KubeException {
        request("delete " + name);
        stored.remove(name);
    }

    private Node present(String name) throws KubeException {
        Node node = stored.get(name);
        if (node == null) {
            throw refused(404);
        }
        return node;
    }

    private void request(String what) throws KubeException {
        requests.add(what);
        if (failure != null) {
            throw failure;
        }
    }
}
