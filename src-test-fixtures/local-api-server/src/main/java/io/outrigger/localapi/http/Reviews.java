// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.util.List;
import java.util.Set;

/**
 * TokenReview and SubjectAccessReview. This server has no users: every token but an empty one is that of an
 * administrator, and everybody may do everything. It is for loopback only.
 */
final class Reviews {
    private static final Set<String> SERVED = Set.of(
            "authentication.k8s.io/v1/tokenreviews",
            "authorization.k8s.io/v1/subjectaccessreviews",
            "authorization.k8s.io/v1/selfsubjectaccessreviews");

    private Reviews() {}

    static boolean serves(RequestPath path) {
        return SERVED.contains(path.group() + "/" + path.version() + "/" + path.resource());
    }

    static ObjectNode answer(ObjectNode review) {
        switch (Json.text(review, "kind")) {
            case "TokenReview" -> authenticate(review);
            case "SubjectAccessReview", "SelfSubjectAccessReview" ->
                review.putObject("status").put("allowed", true).put("reason", "this server allows everything");
            default -> throw ApiFailure.badRequest("a review object is expected here");
        }
        return review;
    }

    private static void authenticate(ObjectNode review) {
        ObjectNode status = review.putObject("status");
        if (Json.text(review, "spec", "token").isEmpty()) {
            status.put("authenticated", false).put("error", "the token is empty");
            return;
        }
        ObjectNode user = status.put("authenticated", true).putObject("user");
        user.put("username", "kubernetes-admin").set("groups", Json.array(List.of("system:masters")));
        if (review.path("spec").has("audiences")) {
            status.set("audiences", review.path("spec").get("audiences"));
        }
    }
}
