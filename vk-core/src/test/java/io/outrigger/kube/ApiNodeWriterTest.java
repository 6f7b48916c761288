// SPDX-License-Identifier: Apache-2.0
package io.outrigger.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ApiNodeWriterTest {

    private static final String STORED = """
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"edge-1","resourceVersion":"8"}}""";

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
    void taintsAreReplacedAsAWholeIfNobodyChangedTheNodeMeanwhile() throws Exception {
        kube.answer(200, STORED);
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName("edge-1")
                .withResourceVersion("7")
                .endMetadata()
                .withNewSpec()
                .withProviderID("outrigger://c/edge-1")
                .endSpec()
                .build();
        kube.cluster
                .nodeWriter()
                .patchSpec(
                        node,
                        List.of(new Taint("NoSchedule", "virtual-kubelet.io/provider", null, "ssh")),
                        "outrigger://c/edge-1");
        RecordedRequest patch = kube.request();
        assertThat(patch.getMethod()).isEqualTo("PATCH");
        assertThat(patch.getTarget()).isEqualTo("/api/v1/nodes/edge-1");
        assertThat(patch.getHeaders().get("Content-Type")).startsWith("application/merge-patch+json");
        assertThat(KubeFixture.body(patch)).isEqualTo("""
                        {"metadata":{"resourceVersion":"7"},"spec":{"taints":[{"effect":"NoSchedule",\
                        "key":"virtual-kubelet.io/provider","value":"ssh"}]}}""");
    }

    @Test
    void aNodeWithoutAnIdentityGetsOne() throws Exception {
        kube.answer(200, STORED);
        Node node = new NodeBuilder()
                .withNewMetadata()
                .withName("edge-1")
                .endMetadata()
                .build();
        kube.cluster.nodeWriter().patchSpec(node, List.of(), "outrigger://c/edge-1");
        assertThat(KubeFixture.body(kube.request())).contains("\"providerID\":\"outrigger://c/edge-1\"");
    }
}
