// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server as the fabric8 client sees it. */
class ClientTest {
    private LocalApiServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() {
        server = LocalApiServer.builder().port(0).build().start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withNamespace("default")
                .build();
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_pod_is_bound_to_a_ready_node_and_an_informer_of_that_node_sees_its_whole_life() {
        node("edge-1");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (SharedIndexInformer<Pod> informer = client.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", "edge-1")
                .inform(recordingTo(seen))) {
            client.resource(pod("web")).create();
            await().atMost(Duration.ofMinutes(1)).until(() -> seen.contains("added web"));
            client.pods().withName("web").withGracePeriod(5).delete();
            await().atMost(Duration.ofMinutes(1)).until(() -> seen.contains("terminating web"));
            client.pods().withName("web").withGracePeriod(0).delete();
            await().atMost(Duration.ofMinutes(1)).until(() -> seen.contains("deleted web"));
            assertThat(informer.isRunning()).isTrue();
        }
        assertThat(client.pods().list().getItems()).isEmpty();
    }

    @Test
    void a_status_patch_touches_the_status_only_and_merges_conditions_by_type() {
        node("edge-1");
        client.nodes()
                .withName("edge-1")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"unschedulable\":true},\"status\":{\"conditions\":["
                                + "{\"type\":\"SiteConnected\",\"status\":\"True\"}]}}");

        var node = client.nodes().withName("edge-1").get();
        assertThat(node.getSpec().getUnschedulable()).isNull();
        assertThat(node.getStatus().getConditions())
                .extracting("type")
                .containsExactlyInAnyOrder("Ready", "SiteConnected");
    }

    @Test
    void an_update_of_the_object_leaves_its_status_alone() {
        node("edge-1");
        client.nodes()
                .withName("edge-1")
                .edit(node -> new NodeBuilder(node)
                        .editMetadata()
                        .addToLabels("zone", "a")
                        .endMetadata()
                        .withStatus(null)
                        .build());

        var node = client.nodes().withName("edge-1").get();
        assertThat(node.getMetadata().getLabels()).containsEntry("zone", "a");
        assertThat(node.getStatus().getConditions()).hasSize(1);
    }

    @Test
    void a_stale_update_of_a_lease_is_refused_with_conflict() {
        Lease lease = client.leases()
                .inNamespace("kube-node-lease")
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("edge-1")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("edge-1")
                        .withLeaseDurationSeconds(40)
                        .withRenewTime(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
                        .endSpec()
                        .build())
                .create();
        lease.getSpec().setHolderIdentity("other");
        client.resource(lease).update();

        lease.getSpec().setHolderIdentity("third");
        assertThatThrownBy(() -> client.resource(lease).update())
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(409);
                    assertThat(e.getStatus().getReason()).isEqualTo("Conflict");
                    assertThat(e.getMessage()).contains("the object has been modified");
                });
    }

    @Test
    void all_three_kinds_of_patch_are_applied() {
        client.resource(pod("web")).create();
        var web = client.pods().withName("web");
        web.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"a\":\"1\"}}}");
        web.patch(
                PatchContext.of(PatchType.JSON), "[{\"op\":\"add\",\"path\":\"/metadata/labels/b\",\"value\":\"2\"}]");
        web.patch(
                PatchContext.of(PatchType.STRATEGIC_MERGE),
                "{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"busybox:2\"}]}}");

        Pod patched = web.get();
        assertThat(patched.getMetadata().getLabels()).containsAllEntriesOf(Map.of("a", "1", "b", "2"));
        assertThat(patched.getSpec().getContainers()).hasSize(1);
        assertThat(patched.getSpec().getContainers().get(0).getImage()).isEqualTo("busybox:2");
        assertThat(patched.getMetadata().getGeneration()).isEqualTo(2);
    }

    @Test
    void a_token_is_bound_to_its_pod_and_refused_for_another_incarnation() {
        Pod web = client.resource(pod("web")).create();
        TokenRequest answer = client.serviceAccounts()
                .withName("default")
                .tokenRequest(tokenRequest(web.getMetadata().getUid()));
        assertThat(answer.getStatus().getToken().split("\\.")).hasSize(3);
        assertThat(answer.getStatus().getExpirationTimestamp()).isNotBlank();

        assertThatThrownBy(() -> client.serviceAccounts().withName("default").tokenRequest(tokenRequest("another-uid")))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void a_missing_object_is_a_404_with_details() {
        assertThat(client.pods().withName("nobody").get()).isNull();
        assertThatThrownBy(() -> client.pods().withName("nobody").patch("{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"))
                .hasMessageContaining("nobody");
    }

    @Test
    void deleting_a_namespace_deletes_what_is_in_it() {
        client.namespaces()
                .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                        .withNewMetadata()
                        .withName("team")
                        .endMetadata()
                        .build())
                .create();
        Pod web = pod("web");
        web.getMetadata().setNamespace("team");
        client.resource(web).create();
        assertThat(client.configMaps()
                        .inNamespace("team")
                        .withName("kube-root-ca.crt")
                        .get())
                .isNotNull();

        client.namespaces().withName("team").delete();

        await().atMost(Duration.ofMinutes(1))
                .until(() -> client.namespaces().withName("team").get() == null);
        assertThat(client.pods().inNamespace("team").list().getItems()).isEmpty();
    }

    private void node(String name) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(Map.of(
                                "cpu", new Quantity("4"), "memory", new Quantity("8Gi"), "pods", new Quantity("10")))
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build())
                .create();
    }

    private static Pod pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("busybox:1")
                .endContainer()
                .endSpec()
                .build();
    }

    private static TokenRequest tokenRequest(String podUid) {
        return new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(3607L)
                .withNewBoundObjectRef("v1", "Pod", "web", podUid)
                .endSpec()
                .build();
    }

    private static ResourceEventHandler<Pod> recordingTo(List<String> seen) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                seen.add("added " + pod.getMetadata().getName());
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                String state = after.getMetadata().getDeletionTimestamp() == null ? "updated " : "terminating ";
                seen.add(state + after.getMetadata().getName());
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                seen.add("deleted " + pod.getMetadata().getName());
            }
        };
    }
}
