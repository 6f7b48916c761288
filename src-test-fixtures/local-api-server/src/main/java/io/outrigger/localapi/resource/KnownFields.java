// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.failure.ApiFailure;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The field names people mistype most: the top level of each kind, and pods down to their containers. Clients ask for the
 * check by {@code fieldValidation=Strict}; deeper fields are not checked here.
 */
public final class KnownFields {
    private static final Set<String> EVERYWHERE = Set.of("apiVersion", "kind", "metadata");
    private static final Set<String> SPEC_AND_STATUS = Set.of("spec", "status");
    private static final Map<String, Set<String>> TOP_LEVEL = Map.of(
            "Pod",
            SPEC_AND_STATUS,
            "Node",
            SPEC_AND_STATUS,
            "Namespace",
            SPEC_AND_STATUS,
            "Service",
            SPEC_AND_STATUS,
            "Lease",
            Set.of("spec"),
            "ConfigMap",
            Set.of("data", "binaryData", "immutable"),
            "Secret",
            Set.of("data", "stringData", "type", "immutable"),
            "ServiceAccount",
            Set.of("secrets", "imagePullSecrets", "automountServiceAccountToken"));
    private static final Set<String> POD_SPEC = words("""
            activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig dnsPolicy enableServiceLinks
            ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers hostname hostnameOverride
            imagePullSecrets initContainers nodeName nodeSelector os overhead preemptionPolicy priority priorityClassName
            readinessGates resourceClaims resources restartPolicy runtimeClassName schedulerName schedulingGates
            securityContext serviceAccount serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain
            terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef
            """);
    private static final Set<String> CONTAINER = words("""
            args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports readinessProbe resizePolicy
            resources restartPolicy restartPolicyRules securityContext startupProbe stdin stdinOnce targetContainerName
            terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir
            """);

    private KnownFields() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /**
     * Refuses an object with a field that its kind does not have.
     *
     * @throws ApiFailure 400 with the API server's words
     */
    public static void require(ResourceType type, JsonNode object) {
        Optional.ofNullable(TOP_LEVEL.get(type.kind())).ifPresent(known -> {
            List<String> unknown = new ArrayList<>();
            collect(object, "", known, unknown);
            if (type.kind().equals("Pod")) {
                collectInPod(object.path("spec"), unknown);
            }
            if (!unknown.isEmpty()) {
                throw ApiFailure.badRequest(type.kind() + " in version \"" + type.apiVersion()
                        + "\" cannot be handled as a " + type.kind() + ": strict decoding error: "
                        + String.join(", ", unknown));
            }
        });
    }

    private static void collectInPod(JsonNode spec, List<String> unknown) {
        collect(spec, "spec.", POD_SPEC, unknown);
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            int position = 0;
            for (JsonNode container : spec.path(list)) {
                collect(container, "spec." + list + "[" + position++ + "].", CONTAINER, unknown);
            }
        }
    }

    private static void collect(JsonNode object, String path, Set<String> known, List<String> unknown) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            boolean fine = known.contains(name) || (path.isEmpty() && EVERYWHERE.contains(name));
            if (!fine) {
                unknown.add("unknown field \"" + path + name + "\"");
            }
        }
    }
}
