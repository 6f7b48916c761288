// SPDX-License-Identifier: Apache-2.0
package io.outrigger.resolve;

import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.outrigger.spi.LateValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads fields of a pod for the downward API, by the rules of {@code pkg/fieldpath} and the kubelet. */
final class FieldPath {

    private final Pod pod;
    private final NodeValues node;

    FieldPath(Pod pod, NodeValues node) {
        this.pod = pod;
        this.node = node;
    }

    /** The value of a field for a variable; that of the pod's addresses is a placeholder. */
    String variable(String field, ObjectFieldSelector selector) throws RefusedException, UnresolvedException {
        return switch (path(selector)) {
            case "spec.nodeName", "spec.host" -> node.name();
            case "spec.serviceAccountName" -> serviceAccount(pod);
            case "status.hostIP" -> hostIps(field).get(0);
            case "status.hostIPs" -> String.join(",", hostIps(field));
            case "status.podIP" -> LateValue.POD_IP.placeholder();
            case "status.podIPs" -> LateValue.POD_IPS.placeholder();
            default -> metadata(field, selector);
        };
    }

    /** The value of a field for a file; only metadata can be had. */
    String file(String field, ObjectFieldSelector selector) throws RefusedException {
        return metadata(field, selector);
    }

    /** The pod's service account. */
    static String serviceAccount(Pod pod) {
        String name = pod.getSpec().getServiceAccountName();
        return name == null || name.isEmpty() ? "default" : name;
    }

    private List<String> hostIps(String field) throws UnresolvedException {
        if (node.hostIps().isEmpty()) {
            throw new UnresolvedException(field + ": the addresses of node " + node.name() + " are not known yet");
        }
        return node.hostIps();
    }

    private String metadata(String field, ObjectFieldSelector selector) throws RefusedException {
        ObjectMeta metadata = pod.getMetadata();
        String path = path(selector);
        int open = path.indexOf("['");
        if (open >= 0 && path.endsWith("']") && path.length() >= open + 4) {
            String key = path.substring(open + 2, path.length() - 2);
            return switch (path.substring(0, open)) {
                case "metadata.labels" -> value(metadata.getLabels(), key);
                case "metadata.annotations" -> value(metadata.getAnnotations(), key);
                default -> throw unsupported(field, path);
            };
        }
        return switch (path) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "metadata.labels" -> GoText.lines(metadata.getLabels());
            case "metadata.annotations" -> GoText.lines(metadata.getAnnotations());
            default -> throw unsupported(field, path);
        };
    }

    private static RefusedException unsupported(String field, String path) {
        return RefusedException.unsupported(field, "unsupported fieldPath: " + path);
    }

    private static String value(@Nullable Map<String, String> map, String key) {
        return map == null ? "" : Objects.requireNonNullElse(map.get(key), "");
    }

    private static String path(ObjectFieldSelector selector) {
        return Objects.requireNonNullElse(selector.getFieldPath(), "");
    }
}
