// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.outrigger.kube.AccessReviews.NodeAccess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiAccessReviewsTest {

    private static final UserInfo USER = new UserInfo(Map.of("scope", List.of("a")), List.of("g"), "u-1", "ann");
    private static final NodeAccess ACCESS = new NodeAccess("get", "edge-1", "metrics");

    private KubeFixture kube;

    @BeforeEach
    void open() throws Exception {
        kube = new KubeFixture();
    }

    @AfterEach
    void close() {
        kube.close();
    }

    @Test
    void aTokenIsReviewed() throws Exception {
        kube.answer(
                201,
                "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"ann\",\"uid\":\"u-1\",\"groups\":[\"g\"],"
                        + "\"extra\":{\"scope\":[\"a\"]}}}}");
        assertThat(kube.cluster.accessReviews().user("t0ken")).contains(USER);
        var request = kube.request();
        assertThat(request.getTarget()).isEqualTo("/apis/authentication.k8s.io/v1/tokenreviews");
        assertThat(KubeFixture.body(request))
                .isEqualTo("{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\","
                        + "\"spec\":{\"token\":\"t0ken\"}}");
    }

    @Test
    void aTokenOfNobodyHasNoUser() throws Exception {
        kube.answer(201, "{\"status\":{\"error\":\"token has expired\"}}");
        kube.answer(201, "{}");
        kube.answer(201, "{\"status\":{\"authenticated\":true,\"user\":{}}}");
        for (int answer = 0; answer < 3; answer++) {
            assertThat(kube.cluster.accessReviews().user("t0ken")).isEmpty();
        }
    }

    @Test
    void accessIsReviewedWithAllThatIsKnownOfTheUser() throws Exception {
        kube.answer(201, "{\"status\":{\"allowed\":true}}");
        assertThat(kube.cluster.accessReviews().allows(USER, ACCESS)).isTrue();
        var request = kube.request();
        assertThat(request.getTarget()).isEqualTo("/apis/authorization.k8s.io/v1/subjectaccessreviews");
        assertThat(KubeFixture.body(request))
                .isEqualTo("{\"kind\":\"SubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"spec\":{"
                        + "\"user\":\"ann\",\"uid\":\"u-1\",\"groups\":[\"g\"],\"extra\":{\"scope\":[\"a\"]},"
                        + "\"resourceAttributes\":{\"verb\":\"get\",\"group\":\"\",\"version\":\"v1\","
                        + "\"resource\":\"nodes\",\"subresource\":\"metrics\",\"name\":\"edge-1\"}}}");
    }

    @Test
    void whatIsNotAllowedOrIsDeniedIsRefused() throws Exception {
        kube.answer(201, "{\"status\":{\"allowed\":false}}");
        kube.answer(201, "{\"status\":{\"allowed\":true,\"denied\":true}}");
        kube.answer(201, "{}");
        for (int answer = 0; answer < 3; answer++) {
            assertThat(kube.cluster.accessReviews().allows(USER, ACCESS)).isFalse();
        }
    }

    @Test
    void aServerThatDoesNotAnswerGivesNoVerdict() {
        kube.answer(500, KubeFixture.status(500, "InternalError", "etcd is away"));
        assertThatThrownBy(() -> kube.cluster.accessReviews().allows(USER, ACCESS))
                .isInstanceOf(KubeException.class)
                .hasMessageContaining("asking whether ann may get nodes/metrics of edge-1");
    }
}
