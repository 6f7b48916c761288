// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes Nodes through the API server: one request per call. */
final class ApiNodeWriter implements NodeWriter {

    private static final String NODES = "api/v1/nodes";

    private final ApiServer api;
    private final StatusPatch patches;

    ApiNodeWriter(ApiServer api) {
        this.api = api;
        this.patches = new StatusPatch(api.json());
    }

    @Override
    public Optional<Node> get(String name) throws KubeException {
        try {
            return Optional.of(api.send(ApiRequest.get(path(name), "reading node " + name), Node.class));
        } catch (KubeException refused) {
            if (refused.notFound()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    @Override
    public Node create(Node node) throws KubeException {
        String what = "creating node " + node.getMetadata().getName();
        return api.send(ApiRequest.post(NODES, api.json().write(node), what), Node.class);
    }

    @Override
    public Node patchMetadata(String name, Map<String, String> labels, Map<String, String> annotations)
            throws KubeException {
        ObjectNode body = api.json().object();
        ObjectNode metadata = body.putObject("metadata");
        if (!labels.isEmpty()) {
            metadata.set("labels", api.json().tree(labels));
        }
        if (!annotations.isEmpty()) {
            metadata.set("annotations", api.json().tree(annotations));
        }
        String what = "patching labels and annotations of node " + name;
        return api.send(ApiRequest.merge(path(name), api.json().write(body), what), Node.class);
    }

    @Override
    public Node patchSpec(Node current, List<Taint> taints, String providerId) throws KubeException {
        String name = current.getMetadata().getName();
        ObjectNode body = api.json().object();
        // The whole list is replaced, so nobody else's change to it may be lost.
        body.putObject("metadata").put("resourceVersion", current.getMetadata().getResourceVersion());
        ObjectNode spec = body.putObject("spec");
        spec.set("taints", api.json().array(taints));
        if (current.getSpec() == null || current.getSpec().getProviderID() == null) {
            spec.put("providerID", providerId);
        }
        String what = "patching taints of node " + name;
        return api.send(ApiRequest.merge(path(name), api.json().write(body), what), Node.class);
    }

    @Override
    public Node patchStatus(Node current, NodeStatus desired) throws KubeException {
        String name = current.getMetadata().getName();
        ObjectNode body = api.json().object();
        String uid = current.getMetadata().getUid();
        if (uid != null) {
            body.putObject("metadata").put("uid", uid);
        }
        body.set("status", patches.node(current.getStatus(), desired));
        String what = "patching the status of node " + name;
        return api.send(
                ApiRequest.strategicMerge(path(name) + "/status", api.json().write(body), what), Node.class);
    }

    @Override
    public void delete(String name) throws KubeException {
        try {
            api.send(ApiRequest.delete(path(name), null, "deleting node " + name));
        } catch (KubeException refused) {
            if (!refused.notFound()) {
                throw refused;
            }
        }
    }

    private static String path(String name) {
        return NODES + "/" + name;
    }
}
