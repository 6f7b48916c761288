// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.store.GroupResource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The documents by which clients learn what is served, in the plain form that every client understands. */
final class Discovery {
    /** What kubectl shows as the server's version: the oldest Kubernetes whose kubectl this server is made for. */
    static final String GIT_VERSION = "v1.32.0+outrigger";

    private final ResourceTypes types;

    Discovery(ResourceTypes types) {
        this.types = types;
    }

    ObjectNode version() {
        return Json.object()
                .put("major", "1")
                .put("minor", "32")
                .put("gitVersion", GIT_VERSION)
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "")
                .put("compiler", "javac")
                .put("platform", "linux/amd64");
    }

    /** Answers {@code /api}. */
    ObjectNode coreVersions(String address) {
        ObjectNode versions = Json.object().put("kind", "APIVersions");
        versions.set("versions", Json.array(List.of("v1")));
        versions.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", address);
        return versions;
    }

    /** Answers {@code /apis}. */
    ObjectNode groups() {
        ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        groupVersions().forEach((name, versions) -> groups.add(group(name, versions)));
        return list;
    }

    private static ObjectNode group(String name, Set<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode all = group.putArray("versions");
        versions.forEach(version ->
                all.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.set("preferredVersion", all.get(0));
        return group;
    }

    /** The groups but core, with their versions. */
    Map<String, Set<String>> groupVersions() {
        Map<String, Set<String>> versions = new LinkedHashMap<>();
        for (ResourceType type : types.all()) {
            if (!type.group().isEmpty()) {
                versions.computeIfAbsent(type.group(), group -> new LinkedHashSet<>())
                        .add(type.version());
            }
        }
        versions.computeIfAbsent("authentication.k8s.io", group -> new LinkedHashSet<>())
                .add("v1");
        versions.computeIfAbsent("authorization.k8s.io", group -> new LinkedHashSet<>())
                .add("v1");
        return versions;
    }

    /** Answers {@code /api/v1} and {@code /apis/GROUP/VERSION}. */
    ObjectNode resources(String group, String version) {
        ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
        list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        for (ResourceType type : types.ofGroup(group)) {
            if (type.version().equals(version)) {
                describe(type, resources);
            }
        }
        Subresources.reviews(group).forEach(review -> review.describe(resources));
        return list;
    }

    private static void describe(ResourceType type, ArrayNode resources) {
        ObjectNode resource = resources
                .addObject()
                .put("name", type.plural())
                .put("singularName", type.singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind());
        resource.set("verbs", Json.array(ResourceType.VERBS));
        if (!type.shortNames().isEmpty()) {
            resource.set("shortNames", Json.array(type.shortNames()));
        }
        if (type.id().equals(GroupResource.PODS) || type.id().equals(GroupResource.SERVICES)) {
            resource.set("categories", Json.array(List.of("all")));
        }
        if (type.hasStatus()) {
            new Subresources.Entry(
                            type.plural() + "/status",
                            type.namespaced(),
                            "",
                            "",
                            type.kind(),
                            List.of("get", "patch", "update"))
                    .describe(resources);
        }
        Subresources.of(type.id()).forEach(subresource -> subresource.describe(resources));
    }
}
