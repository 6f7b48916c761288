// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewStatus;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewStatus;
import java.util.Optional;

/** Asks the API server for reviews: one request per call. */
final class ApiAccessReviews implements AccessReviews {

    private static final String TOKENS = "apis/authentication.k8s.io/v1/tokenreviews";
    private static final String ACCESS = "apis/authorization.k8s.io/v1/subjectaccessreviews";

    private final ApiServer api;

    ApiAccessReviews(ApiServer api) {
        this.api = api;
    }

    @Override
    public Optional<UserInfo> user(String token) throws KubeException {
        ObjectNode review = api.json().object();
        review.put("kind", "TokenReview").put("apiVersion", "authentication.k8s.io/v1");
        review.putObject("spec").put("token", token);
        TokenReviewStatus status = api.send(
                        ApiRequest.post(TOKENS, api.json().write(review), "asking whose token this is"),
                        TokenReview.class)
                .getStatus();
        if (status == null || !Boolean.TRUE.equals(status.getAuthenticated())) {
            return Optional.empty();
        }
        return Optional.ofNullable(status.getUser()).filter(user -> user.getUsername() != null);
    }

    @Override
    public boolean allows(UserInfo user, NodeAccess access) throws KubeException {
        ObjectNode review = api.json().object();
        review.put("kind", "SubjectAccessReview").put("apiVersion", "authorization.k8s.io/v1");
        ObjectNode spec = review.putObject("spec").put("user", user.getUsername());
        if (user.getUid() != null) {
            spec.put("uid", user.getUid());
        }
        spec.putPOJO("groups", user.getGroups());
        spec.putPOJO("extra", user.getExtra());
        spec.putObject("resourceAttributes")
                .put("verb", access.verb())
                .put("group", "")
                .put("version", "v1")
                .put("resource", "nodes")
                .put("subresource", access.subresource())
                .put("name", access.node());
        String what = "asking whether " + user.getUsername() + " may " + access.verb() + " nodes/"
                + access.subresource() + " of " + (access.node().isEmpty() ? "all nodes" : access.node());
        SubjectAccessReviewStatus status = api.send(
                        ApiRequest.post(ACCESS, api.json().write(review), what), SubjectAccessReview.class)
                .getStatus();
        return status != null && Boolean.TRUE.equals(status.getAllowed()) && !Boolean.TRUE.equals(status.getDenied());
    }
}
