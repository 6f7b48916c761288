// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import java.util.List;

/**
 * What admission adds to a new pod: the service account and its token volume, the priority, and the tolerations of
 * DefaultTolerationSeconds.
 *
 * @param mountToken whether pods get the {@code kube-api-access} volume, unless they decline it themselves
 */
public record PodAdmission(boolean mountToken) {
    private static final String TOKEN_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
    private static final int TOKEN_SECONDS = 3607;
    private static final int TOLERATION_SECONDS = 300;
    private static final int FILE_MODE = 0644;
    private static final List<String> TAINTS =
            List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

    void admit(ObjectNode pod) {
        ObjectNode spec = Json.child(pod, "spec");
        Json.defaultText(spec, "serviceAccountName", "default");
        spec.put("serviceAccount", Json.text(spec, "serviceAccountName"));
        if (!spec.hasNonNull("priority")) {
            spec.put("priority", 0);
        }
        Json.defaultText(spec, "preemptionPolicy", "PreemptLowerPriority");
        if (mountToken && spec.path("automountServiceAccountToken").asBoolean(true)) {
            mountToken(spec);
        }
        tolerateFailingNodes(pod);
    }

    /** Adds the tolerations of DefaultTolerationSeconds that are missing; {@code pod} must own its top level. */
    void tolerateFailingNodes(ObjectNode pod) {
        JsonNode present = pod.path("spec").path("tolerations");
        ArrayNode tolerations = Json.array();
        present.forEach(tolerations::add);
        for (String taint : TAINTS) {
            if (!tolerates(present, taint)) {
                tolerations
                        .addObject()
                        .put("key", taint)
                        .put("operator", "Exists")
                        .put("effect", "NoExecute")
                        .put("tolerationSeconds", TOLERATION_SECONDS);
            }
        }
        if (tolerations.size() > present.size()) {
            Json.ownChild(pod, "spec").set("tolerations", tolerations);
        }
    }

    private static boolean tolerates(JsonNode tolerations, String taint) {
        for (JsonNode toleration : tolerations) {
            String key = Json.text(toleration, "key");
            String effect = Json.text(toleration, "effect");
            if ((key.isEmpty() || key.equals(taint)) && (effect.isEmpty() || effect.equals("NoExecute"))) {
                return true;
            }
        }
        return false;
    }

    private static void mountToken(ObjectNode spec) {
        String volume = "kube-api-access-" + RandomName.suffix();
        boolean mounted = false;
        for (String list : List.of("initContainers", "containers")) {
            for (JsonNode container : spec.path(list)) {
                mounted |= container instanceof ObjectNode own && mount(own, volume);
            }
        }
        if (mounted) {
            ObjectNode projected =
                    spec.withArray("volumes").addObject().put("name", volume).putObject("projected");
            tokenSources(projected.putArray("sources"));
            projected.put("defaultMode", FILE_MODE);
        }
    }

    private static boolean mount(ObjectNode container, String volume) {
        for (JsonNode mount : container.path("volumeMounts")) {
            if (Json.text(mount, "mountPath").equals(TOKEN_PATH)) {
                return false;
            }
        }
        container
                .withArray("volumeMounts")
                .addObject()
                .put("name", volume)
                .put("readOnly", true)
                .put("mountPath", TOKEN_PATH);
        return true;
    }

    private static void tokenSources(ArrayNode sources) {
        sources.addObject()
                .putObject("serviceAccountToken")
                .put("expirationSeconds", TOKEN_SECONDS)
                .put("path", "token");
        ObjectNode authority = sources.addObject().putObject("configMap").put("name", "kube-root-ca.crt");
        authority.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
        ObjectNode item =
                sources.addObject().putObject("downwardAPI").putArray("items").addObject();
        item.put("path", "namespace")
                .putObject("fieldRef")
                .put("apiVersion", "v1")
                .put("fieldPath", "metadata.namespace");
    }
}
