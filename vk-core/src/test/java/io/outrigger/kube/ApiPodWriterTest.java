// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.outrigger.spi.PodRef;
import java.time.Duration;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiPodWriterTest {

    private static final PodRef WEB = new PodRef("shop", "web", "u-1");
    private static final String STORED = """
            {"kind":"Pod","metadata":{"name":"web","namespace":"shop","uid":"u-1","resourceVersion":"8",
             "managedFields":[{"manager":"x"}]},"status":{"phase":"Running"}}""";

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
    void aStatusIsOneStrategicMergePatchWithTheUid() throws Exception {
        kube.answer(200, STORED);
        Pod stored = kube.cluster.podWriter().patchStatus(pod(new PodStatus()), running());
        RecordedRequest request = kube.request();
        assertThat(request.getMethod()).isEqualTo("PATCH");
        assertThat(request.getTarget()).isEqualTo("/api/v1/namespaces/shop/pods/web/status");
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/strategic-merge-patch+json");
        assertThat(request.getHeaders().get("User-Agent")).isEqualTo("outrigger");
        assertThat(KubeFixture.body(request))
                .isEqualTo(
                        "{\"metadata\":{\"uid\":\"u-1\"},\"status\":{\"conditions\":[{\"status\":\"True\",\"type\":\"Ready\"}],"
                                + "\"phase\":\"Running\",\"podIP\":\"10.1.0.7\",\"podIPs\":[{\"ip\":\"10.1.0.7\"},{\"$patch\":\"replace\"}]}}");
        assertThat(kube.server.getRequestCount()).isEqualTo(1);
        assertThat(stored.getMetadata().getResourceVersion()).isEqualTo("8");
        assertThat(stored.getMetadata().getManagedFields()).isEmpty();
    }

    @Test
    void aDeletionHasNoGraceAndNamesTheUid() throws Exception {
        kube.answer(200, "{}");
        kube.cluster.podWriter().delete(WEB);
        RecordedRequest request = kube.request();
        assertThat(request.getMethod()).isEqualTo("DELETE");
        assertThat(request.getTarget()).isEqualTo("/api/v1/namespaces/shop/pods/web");
        assertThat(KubeFixture.body(request))
                .isEqualTo("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"gracePeriodSeconds\":0,"
                        + "\"preconditions\":{\"uid\":\"u-1\"}}");
    }

    @Test
    void aPodIsReadAsItIsNow() throws Exception {
        kube.answer(200, STORED);
        assertThat(kube.cluster
                        .podWriter()
                        .read(WEB)
                        .orElseThrow()
                        .getMetadata()
                        .getUid())
                .isEqualTo("u-1");
        assertThat(kube.request().getTarget()).isEqualTo("/api/v1/namespaces/shop/pods/web");
    }

    @Test
    void aPodThatIsGoneOrIsAnotherOneIsNotRead() throws Exception {
        kube.answer(404, KubeFixture.status(404, "NotFound", "pods web not found"));
        assertThat(kube.cluster.podWriter().read(WEB)).isEmpty();
        kube.answer(200, STORED.replace("u-1", "u-2"));
        assertThat(kube.cluster.podWriter().read(WEB)).isEmpty();
    }

    @Test
    void aPodThatIsGoneIsDeleted() throws Exception {
        kube.answer(404, KubeFixture.status(404, "NotFound", "pods web not found"));
        kube.cluster.podWriter().delete(WEB);
        assertThat(kube.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aNameThatBelongsToAnotherIncarnationIsDeleted() throws Exception {
        kube.answer(
                409,
                KubeFixture.status(
                        409, "Conflict", "Precondition failed: UID in precondition: u-1, UID in object meta: u-2"));
        kube.cluster.podWriter().delete(WEB);
        assertThat(kube.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void anotherConflictIsNotADeletion() {
        kube.answer(409, KubeFixture.status(409, "Conflict", "the object has been modified"));
        assertThatThrownBy(() -> kube.cluster.podWriter().delete(WEB))
                .asInstanceOf(InstanceOfAssertFactories.type(KubeException.class))
                .returns(true, KubeException::conflict);
    }

    @Test
    void tolerationsAreReplacedInTheSpec() throws Exception {
        kube.answer(200, STORED);
        var toleration = new Toleration("NoExecute", "node.kubernetes.io/not-ready", "Exists", null, null);
        kube.cluster.podWriter().patchTolerations(WEB, List.of(toleration));
        RecordedRequest request = kube.request();
        assertThat(request.getTarget()).isEqualTo("/api/v1/namespaces/shop/pods/web");
        assertThat(KubeFixture.body(request))
                .isEqualTo("{\"metadata\":{\"uid\":\"u-1\"},\"spec\":{\"tolerations\":[{\"effect\":\"NoExecute\","
                        + "\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\"}]}}");
    }

    @Test
    void a429WithRetryAfterIsNotRepeatedButTold() {
        kube.server.enqueue(KubeFixture.json(429, "Too many requests, please try again later.")
                .addHeader("Retry-After", "3")
                .build());
        assertThatThrownBy(() -> kube.cluster.podWriter().patchStatus(pod(new PodStatus()), running()))
                .asInstanceOf(InstanceOfAssertFactories.type(KubeException.class))
                .returns(429, KubeException::code)
                .returns(Duration.ofSeconds(3), refused -> refused.retryAfter().orElseThrow())
                .extracting(Throwable::getMessage)
                .isEqualTo("patching the status of pod web_shop(u-1): the API server answered 429");
        assertThat(kube.server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void a500IsNotRepeated() {
        kube.answer(500, KubeFixture.status(500, "InternalError", "etcdserver: leader changed"));
        assertThatThrownBy(() -> kube.cluster.podWriter().delete(WEB))
                .hasMessage("deleting pod web_shop(u-1): the API server answered 500 (InternalError):"
                        + " etcdserver: leader changed");
        assertThat(kube.server.getRequestCount()).isEqualTo(1);
    }

    private static Pod pod(PodStatus status) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("u-1")
                .endMetadata()
                .withStatus(status)
                .build();
    }

    private static PodStatus running() {
        return new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP("10.1.0.7")
                .addNewPodIP("10.1.0.7")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .build();
    }
}
