// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.StoredObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A pod, the kubelet that runs it, and the container that is meant ("" where the request is about the pod). */
record PodTarget(ObjectKey pod, Kubelet kubelet, String container) {
    /**
     * Finds the pod, its node and, if one is needed, the container, as the API server does before it calls a kubelet.
     *
     * @throws ApiFailure 404 or 400 with the API server's words
     */
    static PodTarget find(ObjectStore store, ObjectKey key, String container, boolean needsContainer) {
        StoredObject pod = store.get(key).orElseThrow(() -> ApiFailure.notFound("", "pods", key.name()));
        String chosen = needsContainer ? chooseContainer(pod, container) : "";
        String nodeName = Json.text(pod.json(), "spec", "nodeName");
        if (nodeName.isEmpty()) {
            throw ApiFailure.badRequest("pod " + key.name() + " does not have a host assigned");
        }
        StoredObject node = store.get(new ObjectKey(GroupResource.NODES, "", nodeName))
                .orElseThrow(() -> ApiFailure.notFound("", "nodes", nodeName));
        return new PodTarget(key, Kubelet.of(node), chosen);
    }

    private static String chooseContainer(StoredObject pod, String wanted) {
        JsonNode spec = pod.json().path("spec");
        String name = pod.key().name();
        if (wanted.isEmpty() && spec.path("containers").size() == 1) {
            return Json.text(spec.path("containers").path(0), "name");
        }
        if (wanted.isEmpty()) {
            String choice = String.join(" ", names(spec, "containers"));
            throw ApiFailure.badRequest(
                    "a container name must be specified for pod " + name + ", choose one of: [" + choice + "]");
        }
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            if (names(spec, list).contains(wanted)) {
                return wanted;
            }
        }
        throw ApiFailure.badRequest("container " + wanted + " is not valid for pod " + name);
    }

    private static List<String> names(JsonNode spec, String list) {
        List<String> names = new ArrayList<>();
        spec.path(list).forEach(container -> names.add(Json.text(container, "name")));
        return names;
    }

    /** The path at the kubelet, for example {@code /containerLogs/NAMESPACE/POD/CONTAINER}. */
    String path(String operation) {
        String path = "/" + operation + "/" + encode(pod.namespace()) + "/" + encode(pod.name());
        return container.isEmpty() ? path : path + "/" + encode(container);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
