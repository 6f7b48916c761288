// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.kube.CertificateRequest.Decision;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiCertificateRequestsTest {

    private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
    private static final String USAGES = "\"usages\":[\"digital signature\",\"server auth\"]";
    private static final String STORED = """
            {"metadata":{"name":"outrigger-1","resourceVersion":"7"},"spec":{"request":"cGVt",\
            "signerName":"kubernetes.io/kubelet-serving",%s},"status":{%s}}""";

    private KubeFixture kube;

    @BeforeEach
    void open() throws Exception {
        kube = new KubeFixture();
    }

    @AfterEach
    void close() {
        kube.close();
    }

    private static String stored(String status) {
        return STORED.formatted(USAGES, status);
    }

    private static CertificateRequest request(Decision decision, String message, String certificate) {
        var usages = Set.of("digital signature", "server auth");
        var signer = "kubernetes.io/kubelet-serving";
        return new CertificateRequest("outrigger-1", "7", signer, usages, "pem", decision, message, certificate);
    }

    @Test
    void aRequestIsMadeForTheSignerOfKubelets() throws Exception {
        kube.answer(201, stored(""));

        assertThat(kube.cluster.certificateRequests().create("outrigger-1", "pem"))
                .isEqualTo(request(Decision.PENDING, "", ""));

        var sent = kube.request();
        assertThat(sent.getMethod() + " " + sent.getTarget()).isEqualTo("POST " + PATH);
        assertThat(KubeFixture.body(sent))
                .isEqualTo("{\"apiVersion\":\"certificates.k8s.io/v1\",\"kind\":\"CertificateSigningRequest\","
                        + "\"metadata\":{\"name\":\"outrigger-1\"},\"spec\":{\"request\":\"cGVt\","
                        + "\"signerName\":\"kubernetes.io/kubelet-serving\"," + USAGES + "}}");
    }

    @ParameterizedTest
    @CsvSource({"Approved, APPROVED", "Denied, DENIED", "Failed, FAILED", "SomethingElse, PENDING"})
    void theDecisionAndItsReasonAreRead(String condition, Decision decision) throws Exception {
        kube.answer(
                200, stored("\"conditions\":[{\"type\":\"" + condition + "\",\"reason\":\"R\",\"message\":\"m\"}]"));

        assertThat(kube.cluster.certificateRequests().get("outrigger-1"))
                .contains(request(decision, decision == Decision.PENDING ? "" : "R: m", ""));
        assertThat(kube.request().getTarget()).isEqualTo(PATH + "/outrigger-1");
    }

    @Test
    void aSignerThatFailsCountsMoreThanTheApproval() throws Exception {
        kube.answer(
                200,
                stored("\"conditions\":[{\"type\":\"Failed\",\"reason\":\"R\",\"message\":\"m\"},"
                        + "{\"type\":\"Approved\",\"reason\":\"A\",\"message\":\"a\"}]"));

        assertThat(kube.cluster.certificateRequests().get("outrigger-1"))
                .contains(request(Decision.FAILED, "R: m", ""));
    }

    @ParameterizedTest
    @CsvSource({"c2lnbmVk, signed", "no base64 at all, no base64 at all"})
    void theCertificateIsRead_evenWhenItIsGarbage(String sent, String read) throws Exception {
        kube.answer(200, stored("\"certificate\":\"" + sent + "\""));

        assertThat(kube.cluster.certificateRequests().get("outrigger-1")).contains(request(Decision.PENDING, "", read));
    }

    @Test
    void aRequestThatIsGoneIsNoFailure() throws Exception {
        kube.answer(404, KubeFixture.status(404, "NotFound", "gone"));

        assertThat(kube.cluster.certificateRequests().get("outrigger-1")).isEmpty();
    }

    @Test
    void anApprovalCountsForTheVersionThatWasReadOnly() throws Exception {
        kube.answer(409, KubeFixture.status(409, "Conflict", "the object has been modified"));

        assertThatThrownBy(() -> kube.cluster.certificateRequests().approve(request(Decision.PENDING, "", "")))
                .hasMessageContaining("approving certificate request outrigger-1");

        var sent = kube.request();
        assertThat(sent.getMethod() + " " + sent.getTarget()).isEqualTo("PUT " + PATH + "/outrigger-1/approval");
        assertThat(KubeFixture.body(sent))
                .contains("\"metadata\":{\"name\":\"outrigger-1\",\"resourceVersion\":\"7\"}")
                .contains("{\"type\":\"Approved\",\"status\":\"True\",\"reason\":\"OutriggerApproved\"");
    }
}
