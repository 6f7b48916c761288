// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.store.GroupResource;
import java.util.List;

/** The sub-resources besides status, and the review resources that are only ever created, for discovery. */
final class Subresources {
    private static final List<String> CREATE = List.of("create");
    private static final List<String> CONNECT = List.of("create", "get");
    private static final List<Entry> OF_PODS = List.of(
            new Entry("pods/attach", true, "", "", "PodAttachOptions", CONNECT),
            new Entry("pods/binding", true, "", "", "Binding", CREATE),
            new Entry("pods/ephemeralcontainers", true, "", "", "Pod", List.of("get", "patch", "update")),
            new Entry("pods/eviction", true, "policy", "v1", "Eviction", CREATE),
            new Entry("pods/exec", true, "", "", "PodExecOptions", CONNECT),
            new Entry("pods/log", true, "", "", "Pod", List.of("get")),
            new Entry("pods/portforward", true, "", "", "PodPortForwardOptions", CONNECT));
    private static final List<Entry> OF_NODES =
            List.of(new Entry("nodes/proxy", false, "", "", "NodeProxyOptions", List.of("get")));
    private static final List<Entry> OF_SERVICE_ACCOUNTS =
            List.of(new Entry("serviceaccounts/token", true, "authentication.k8s.io", "v1", "TokenRequest", CREATE));
    private static final List<Entry> OF_AUTHENTICATION =
            List.of(new Entry("tokenreviews", false, "", "", "TokenReview", CREATE));
    private static final List<Entry> OF_AUTHORIZATION = List.of(
            new Entry("selfsubjectaccessreviews", false, "", "", "SelfSubjectAccessReview", CREATE),
            new Entry("subjectaccessreviews", false, "", "", "SubjectAccessReview", CREATE));

    private Subresources() {}

    /** One line of an APIResourceList; group and version only where they differ from those of the list. */
    record Entry(String name, boolean namespaced, String group, String version, String kind, List<String> verbs) {
        void describe(ArrayNode resources) {
            ObjectNode resource = resources.addObject().put("name", name).put("singularName", "");
            resource.put("namespaced", namespaced).put("kind", kind);
            if (!group.isEmpty()) {
                resource.put("group", group).put("version", version);
            }
            resource.set("verbs", Json.array(verbs));
        }
    }

    static List<Entry> of(GroupResource resource) {
        if (resource.equals(GroupResource.PODS)) {
            return OF_PODS;
        }
        if (resource.equals(GroupResource.NODES)) {
            return OF_NODES;
        }
        return resource.equals(GroupResource.SERVICE_ACCOUNTS) ? OF_SERVICE_ACCOUNTS : List.of();
    }

    static List<Entry> reviews(String group) {
        return switch (group) {
            case "authentication.k8s.io" -> OF_AUTHENTICATION;
            case "authorization.k8s.io" -> OF_AUTHORIZATION;
            default -> List.of();
        };
    }
}
