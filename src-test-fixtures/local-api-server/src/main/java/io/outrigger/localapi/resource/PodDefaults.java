// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The defaults of a pod's spec, as Kubernetes' {@code pkg/apis/core/v1/defaults.go} has them. */
final class PodDefaults {
    private static final int FILE_MODE = 0644;

    private PodDefaults() {}

    static void apply(ObjectNode spec) {
        Json.defaultText(spec, "restartPolicy", "Always");
        Json.defaultText(spec, "dnsPolicy", "ClusterFirst");
        Json.defaultText(spec, "schedulerName", "default-scheduler");
        defaultNumber(spec, "terminationGracePeriodSeconds", 30);
        if (!spec.hasNonNull("enableServiceLinks")) {
            spec.put("enableServiceLinks", true);
        }
        Json.child(spec, "securityContext");
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            forEachObject(spec.path(list), PodDefaults::container);
        }
        forEachObject(spec.path("volumes"), PodDefaults::volume);
    }

    private static void container(ObjectNode container) {
        Json.defaultText(container, "terminationMessagePath", "/dev/termination-log");
        Json.defaultText(container, "terminationMessagePolicy", "File");
        Json.defaultText(container, "imagePullPolicy", pullPolicy(Json.text(container, "image")));
        ObjectNode resources = Json.child(container, "resources");
        if (resources.path("limits") instanceof ObjectNode limits && !limits.isEmpty()) {
            requestsFromLimits(resources, limits);
        }
        forEachObject(container.path("ports"), port -> Json.defaultText(port, "protocol", "TCP"));
        for (JsonNode variable : container.path("env")) {
            if (Json.at(variable, "valueFrom", "fieldRef") instanceof ObjectNode reference) {
                Json.defaultText(reference, "apiVersion", "v1");
            }
        }
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(probe) instanceof ObjectNode present) {
                probe(present);
            }
        }
        if (container.path("lifecycle").path("preStop").get("httpGet") instanceof ObjectNode request) {
            httpGet(request);
        }
        if (container.path("lifecycle").path("postStart").get("httpGet") instanceof ObjectNode request) {
            httpGet(request);
        }
    }

    private static void requestsFromLimits(ObjectNode resources, ObjectNode limits) {
        for (Map.Entry<String, JsonNode> limit : limits.properties()) {
            if (!resources.path("requests").has(limit.getKey())) {
                Json.child(resources, "requests").set(limit.getKey(), limit.getValue());
            }
        }
    }

    private static String pullPolicy(String image) {
        int tag = image.indexOf(':', image.lastIndexOf('/') + 1);
        boolean latest =
                !image.contains("@") && (tag < 0 || image.substring(tag).equals(":latest"));
        return latest ? "Always" : "IfNotPresent";
    }

    private static void probe(ObjectNode probe) {
        defaultNumber(probe, "timeoutSeconds", 1);
        defaultNumber(probe, "periodSeconds", 10);
        defaultNumber(probe, "successThreshold", 1);
        defaultNumber(probe, "failureThreshold", 3);
        if (probe.get("httpGet") instanceof ObjectNode request) {
            httpGet(request);
        }
        if (probe.get("grpc") instanceof ObjectNode request) {
            Json.defaultText(request, "service", "");
        }
    }

    private static void httpGet(ObjectNode request) {
        Json.defaultText(request, "path", "/");
        Json.defaultText(request, "scheme", "HTTP");
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == 1 && volume.has("name")) {
            volume.putObject("emptyDir");
        }
        for (String source : List.of("configMap", "secret", "downwardAPI", "projected")) {
            if (volume.get(source) instanceof ObjectNode present) {
                defaultNumber(present, "defaultMode", FILE_MODE);
            }
        }
        if (volume.get("hostPath") instanceof ObjectNode hostPath) {
            Json.defaultText(hostPath, "type", "");
        }
        for (JsonNode source : volume.path("projected").path("sources")) {
            if (source.get("serviceAccountToken") instanceof ObjectNode token) {
                defaultNumber(token, "expirationSeconds", 3600);
            }
        }
        fieldReferences(volume.path("downwardAPI"));
        for (JsonNode source : volume.path("projected").path("sources")) {
            fieldReferences(source.path("downwardAPI"));
        }
    }

    private static void fieldReferences(JsonNode source) {
        for (JsonNode item : source.path("items")) {
            if (item.get("fieldRef") instanceof ObjectNode reference) {
                Json.defaultText(reference, "apiVersion", "v1");
            }
        }
    }

    private static void defaultNumber(ObjectNode parent, String field, int value) {
        if (!parent.hasNonNull(field)) {
            parent.put(field, value);
        }
    }

    private static void forEachObject(JsonNode list, Consumer<ObjectNode> action) {
        for (JsonNode element : list) {
            if (element instanceof ObjectNode object) {
                action.accept(object);
            }
        }
    }
}
