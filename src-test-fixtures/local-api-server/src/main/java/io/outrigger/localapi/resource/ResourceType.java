// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import io.outrigger.localapi.store.GroupResource;
import java.util.List;
import java.util.Locale;

/**
 * A resource that is served, as discovery describes it.
 *
 * @param shortNames what kubectl users may type instead of the name
 * @param hasStatus whether status is written through the sub-resource {@code status} only
 * @param hasGeneration whether metadata.generation counts the changes of spec
 */
public record ResourceType(
        GroupResource id,
        String version,
        String kind,
        List<String> shortNames,
        boolean namespaced,
        boolean hasStatus,
        boolean hasGeneration,
        KindRules rules) {
    public ResourceType {
        shortNames = List.copyOf(shortNames);
    }

    /** The verbs that every resource has. */
    public static final List<String> VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    static ResourceType plain(GroupResource id, String version, String kind, boolean namespaced, String... shortNames) {
        return new ResourceType(id, version, kind, List.of(shortNames), namespaced, false, false, KindRules.NONE);
    }

    ResourceType withStatus() {
        return new ResourceType(id, version, kind, shortNames, namespaced, true, hasGeneration, rules);
    }

    ResourceType withGeneration() {
        return new ResourceType(id, version, kind, shortNames, namespaced, hasStatus, true, rules);
    }

    ResourceType with(KindRules ownRules) {
        return new ResourceType(id, version, kind, shortNames, namespaced, hasStatus, hasGeneration, ownRules);
    }

    public String group() {
        return id.group();
    }

    /** The plural name in paths. */
    public String plural() {
        return id.resource();
    }

    public String singular() {
        return kind.toLowerCase(Locale.ROOT);
    }

    /** What objects carry as apiVersion. */
    public String apiVersion() {
        return id.group().isEmpty() ? version : id.group() + "/" + version;
    }
}
