// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kubelet.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.kube.CertificateRequest;
import io.outrigger.kube.CertificateRequest.Decision;
import io.outrigger.kube.CertificateRequests;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test changes one thing of a request that would be approved. */
class ApproverTest {

    private static final Set<String> USAGES = Set.of("digital signature", "server auth");
    private static final ServingNames NODES = ServingNames.of("192.0.2.7", List.of("gate"));

    private final FakeRequests requests = new FakeRequests();
    private PendingRequest own;

    @BeforeEach
    void request() throws Exception {
        own = PendingRequest.create(NODES);
        requests.create(own.name(), own.pem());
    }

    @Test
    void itsOwnRequestIsApproved() throws Exception {
        assertThat(approved(own.name(), CertificateRequests.SIGNER, USAGES, own.pem()))
                .isTrue();
    }

    @Test
    void anotherNameIsNot() throws Exception {
        assertThat(approved("stranger", CertificateRequests.SIGNER, USAGES, own.pem()))
                .isFalse();
    }

    @Test
    void anotherSignerIsNot() throws Exception {
        assertThat(approved(own.name(), "kubernetes.io/kube-apiserver-client-kubelet", USAGES, own.pem()))
                .isFalse();
    }

    @Test
    void moreUsagesAreNot() throws Exception {
        var more = Set.of("digital signature", "server auth", "client auth");
        assertThat(approved(own.name(), CertificateRequests.SIGNER, more, own.pem()))
                .isFalse();
    }

    @Test
    void anotherKeyIsNot() throws Exception {
        var other = PendingRequest.create(NODES);
        assertThat(approved(own.name(), CertificateRequests.SIGNER, USAGES, other.pem()))
                .isFalse();
    }

    @Test
    void anotherAddressIsNot_evenInARequestThatWasKeptHere() throws Exception {
        own = PendingRequest.create(ServingNames.of("192.0.2.1", List.of("gate")));
        assertThat(approved(own.name(), CertificateRequests.SIGNER, USAGES, own.pem()))
                .isFalse();
    }

    @Test
    void anotherSubjectIsNot_evenInARequestThatWasKeptHere() throws Exception {
        var right = own;
        var wrong = PendingRequest.create(ServingNames.of("192.0.2.7", List.of("crane")));
        own = new PendingRequest(right.name(), wrong.subject(), right.names(), right.key(), right.pem());
        assertThat(approved(own.name(), CertificateRequests.SIGNER, USAGES, own.pem()))
                .isFalse();
    }

    private boolean approved(String name, String signer, Set<String> usages, String request) throws Exception {
        var found = new CertificateRequest(name, "1", signer, usages, request, Decision.PENDING, "", "");
        boolean said = new Approver(requests).approve(found, own, NODES);
        boolean done = requests.all().stream().anyMatch(each -> each.decision() == Decision.APPROVED);
        assertThat(done).isEqualTo(said);
        return said;
    }
}
