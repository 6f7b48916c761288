// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AccessCheckTest {

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
    void everyMissingPermissionIsNamedByVerbAndResource() {
        List<String> asked = new CopyOnWriteArrayList<>();
        kube.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String body = KubeFixture.body(request);
                asked.add(body);
                boolean denied = body.contains("\"resource\":\"secrets\"")
                        || body.contains("\"verb\":\"update\"")
                        || body.contains("\"subresource\":\"token\"");
                return KubeFixture.json(201, "{\"status\":{\"allowed\":" + !denied + "}}")
                        .build();
            }
        });
        assertThatThrownBy(() -> kube.cluster.checkAccess())
                .isInstanceOfSatisfying(
                        KubeException.class,
                        missing -> assertThat(missing.forbidden()).isTrue())
                .hasMessage("this identity may not: update leases.coordination.k8s.io in kube-node-lease, get secrets,"
                        + " list secrets, watch secrets, create serviceaccounts/token; bind it to a ClusterRole with"
                        + " these verbs");
        assertThat(asked.get(0))
                .isEqualTo("{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\","
                        + "\"spec\":{\"resourceAttributes\":{\"verb\":\"get\",\"group\":\"\",\"resource\":\"pods\"}}}");
    }

    @Test
    void whatADutyTakesIsAskedForOnlyWithIt() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        kube.server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String body = KubeFixture.body(request);
                asked.add(body);
                boolean denied = body.contains("certificates.k8s.io");
                return KubeFixture.json(201, "{\"status\":{\"allowed\":" + !denied + "}}")
                        .build();
            }
        });
        kube.cluster.checkAccess();
        assertThat(asked).noneMatch(body -> body.contains("certificates.k8s.io"));

        assertThatThrownBy(() -> kube.cluster.checkAccess(Duty.REQUEST_CERTIFICATES))
                .hasMessageContaining("may not: get certificatesigningrequests.certificates.k8s.io,"
                        + " create certificatesigningrequests.certificates.k8s.io; bind");
        assertThatThrownBy(() -> kube.cluster.checkAccess(Duty.APPROVE_CERTIFICATES))
                .hasMessageContaining("may not: update certificatesigningrequests/approval.certificates.k8s.io,"
                        + " approve signers.certificates.k8s.io kubernetes.io/kubelet-serving; bind");
        assertThat(asked.get(asked.size() - 1))
                .contains("\"resource\":\"signers\",\"name\":\"kubernetes.io/kubelet-serving\"");
    }

    @Test
    void aServerWithoutAccessReviewsIsTakenToAllow() throws Exception {
        kube.answer(404, KubeFixture.status(404, "NotFound", "the server could not find the requested resource"));
        kube.cluster.checkAccess();
        assertThat(kube.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void a401IsToldAtOnce() {
        kube.answer(401, KubeFixture.status(401, "Unauthorized", "Unauthorized"));
        assertThatThrownBy(() -> kube.cluster.checkAccess()).hasMessageContaining("renew them in the kubeconfig");
    }
}
