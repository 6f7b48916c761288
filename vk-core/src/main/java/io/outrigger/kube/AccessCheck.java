// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the API server what this identity may do (SelfSubjectAccessReview) and names what is missing. Blocks. */
final class AccessCheck {

    private static final Logger log = LoggerFactory.getLogger(AccessCheck.class);
    private static final String REVIEWS = "apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    /**
     * What the core needs.
     *
     * @param group the API group, empty for core
     * @param resource the resource, with sub-resource after a slash
     * @param namespace where, empty for everywhere
     * @param name of which object, empty for all
     * @param verbs what is done with it
     */
    private record Need(String group, String resource, String namespace, String name, List<String> verbs) {
        Need(String group, String resource, String namespace, List<String> verbs) {
            this(group, resource, namespace, "", verbs);
        }
    }

    private static final List<Need> NEEDS = List.of(
            new Need("", "pods", "", List.of("get", "list", "watch", "patch", "delete")),
            new Need("", "pods/status", "", List.of("patch")),
            new Need("", "nodes", "", List.of("get", "list", "watch", "create", "patch", "delete")),
            new Need("", "nodes/status", "", List.of("patch")),
            new Need("coordination.k8s.io", "leases", "kube-node-lease", List.of("get", "create", "update", "delete")),
            new Need("", "configmaps", "", List.of("get", "list", "watch")),
            new Need("", "secrets", "", List.of("get", "list", "watch")),
            new Need("", "services", "", List.of("list", "watch")),
            new Need("", "serviceaccounts/token", "", List.of("create")),
            new Need("", "events", "", List.of("create", "patch")),
            new Need("authentication.k8s.io", "tokenreviews", "", List.of("create")),
            new Need("authorization.k8s.io", "subjectaccessreviews", "", List.of("create")));

    private static final String CERTIFICATES = "certificates.k8s.io";
    private static final Map<Duty, List<Need>> NEEDS_OF_DUTIES = Map.of(
            Duty.REQUEST_CERTIFICATES,
            List.of(new Need(CERTIFICATES, "certificatesigningrequests", "", List.of("get", "create"))),
            Duty.APPROVE_CERTIFICATES,
            List.of(
                    new Need(CERTIFICATES, "certificatesigningrequests/approval", "", List.of("update")),
                    new Need(CERTIFICATES, "signers", "", CertificateRequests.SIGNER, List.of("approve"))));

    private final ApiServer api;

    AccessCheck(ApiServer api) {
        this.api = api;
    }

    /**
     * Asks for each permission.
     *
     * @param duties what is done beside what is always done
     * @throws KubeException with code 403 and every missing permission in its message, or what the server answered
     */
    void run(Duty... duties) throws KubeException {
        var needs = new ArrayList<>(NEEDS);
        for (Duty duty : duties) {
            needs.addAll(Objects.requireNonNull(NEEDS_OF_DUTIES.get(duty), "every duty has needs"));
        }
        var missing = new ArrayList<String>();
        for (Need need : needs) {
            for (String verb : need.verbs()) {
                try {
                    if (!allowed(need, verb)) {
                        missing.add(text(need, verb));
                    }
                } catch (KubeException refused) {
                    if (refused.notFound() || refused.code() == 405) {
                        log.info("the API server does not serve SelfSubjectAccessReview; permissions are not checked");
                        return;
                    }
                    throw refused;
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new KubeException(
                    403,
                    "Forbidden",
                    "this identity may not: " + String.join(", ", missing)
                            + "; bind it to a ClusterRole with these verbs",
                    null,
                    null);
        }
    }

    private boolean allowed(Need need, String verb) throws KubeException {
        ObjectNode review = api.json().object();
        review.put("kind", "SelfSubjectAccessReview").put("apiVersion", "authorization.k8s.io/v1");
        String[] parts = need.resource().split("/", 2);
        ObjectNode attributes = review.putObject("spec")
                .putObject("resourceAttributes")
                .put("verb", verb)
                .put("group", need.group())
                .put("resource", parts[0]);
        if (parts.length == 2) {
            attributes.put("subresource", parts[1]);
        }
        if (!need.namespace().isEmpty()) {
            attributes.put("namespace", need.namespace());
        }
        if (!need.name().isEmpty()) {
            attributes.put("name", need.name());
        }
        String what = "asking whether this identity may " + text(need, verb);
        return api.send(ApiRequest.post(REVIEWS, api.json().write(review), what), JsonNode.class)
                .path("status")
                .path("allowed")
                .asBoolean();
    }

    private static String text(Need need, String verb) {
        String resource = need.group().isEmpty() ? need.resource() : need.resource() + "." + need.group();
        return verb + " " + resource + (need.name().isEmpty() ? "" : " " + need.name())
                + (need.namespace().isEmpty() ? "" : " in " + need.namespace());
    }
}
