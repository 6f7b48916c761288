// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.patch;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which lists a strategic merge patch merges, and by which key. Paths are the field names from the root of the object
 * without list positions. What is not named here is replaced as a whole, as the Kubernetes API types say (for example
 * taints, tolerations and containerStatuses).
 */
final class MergeKeys {
    private static final Map<String, String> BY_PATH = Map.ofEntries(
            Map.entry("metadata.ownerReferences", "uid"),
            Map.entry("spec.volumes", "name"),
            Map.entry("spec.containers", "name"),
            Map.entry("spec.initContainers", "name"),
            Map.entry("spec.ephemeralContainers", "name"),
            Map.entry("spec.imagePullSecrets", "name"),
            Map.entry("spec.resourceClaims", "name"),
            Map.entry("spec.schedulingGates", "name"),
            Map.entry("spec.hostAliases", "ip"),
            Map.entry("spec.topologySpreadConstraints", "topologyKey"),
            Map.entry("spec.ports", "port"),
            Map.entry("status.conditions", "type"),
            Map.entry("status.addresses", "type"),
            Map.entry("status.podIPs", "ip"),
            Map.entry("status.hostIPs", "ip"),
            Map.entry("status.resourceClaimStatuses", "name"),
            Map.entry("secrets", "name"));
    private static final Map<String, String> IN_CONTAINER =
            Map.of("ports", "containerPort", "env", "name", "volumeMounts", "mountPath", "volumeDevices", "devicePath");
    private static final Set<String> CONTAINER_LISTS =
            Set.of("spec.containers.", "spec.initContainers.", "spec.ephemeralContainers.");
    private static final Set<String> MERGED_PRIMITIVES = Set.of("metadata.finalizers", "spec.podCIDRs");

    private MergeKeys() {}

    static Optional<String> of(String path) {
        int fieldStart = path.lastIndexOf('.') + 1;
        if (CONTAINER_LISTS.contains(path.substring(0, fieldStart))) {
            return Optional.ofNullable(IN_CONTAINER.get(path.substring(fieldStart)));
        }
        return Optional.ofNullable(BY_PATH.get(path));
    }

    static boolean mergesPrimitives(String path) {
        return MERGED_PRIMITIVES.contains(path);
    }
}
