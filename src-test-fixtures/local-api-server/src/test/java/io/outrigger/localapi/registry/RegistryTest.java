// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.PodAdmission;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final ObjectStore store = new ObjectStore(100);
    private final ResourceTypes types = ResourceTypes.builtIn(new PodAdmission(true));
    private final Registry registry = new Registry(store, types, clock);
    private final ResourceType pods = types.require(GroupResource.PODS);
    private final ResourceType nodes = types.require(GroupResource.NODES);

    @BeforeEach
    void namespace() {
        create(types.require(GroupResource.NAMESPACES), "", "default", namespace -> {});
    }

    @Test
    void a_namespace_is_furnished_with_an_account_and_the_root_certificate() {
        assertThat(store.get(new ObjectKey(GroupResource.SERVICE_ACCOUNTS, "default", "default")))
                .isPresent();
        assertThat(store.get(new ObjectKey(GroupResource.CONFIG_MAPS, "default", "kube-root-ca.crt")))
                .isPresent();
    }

    @Test
    void a_new_pod_begins_pending_with_defaults_tolerations_and_its_token() {
        ObjectNode pod = pod("web", spec -> {}).json();
        ObjectNode spec = (ObjectNode) pod.get("spec");
        assertThat(Json.text(pod, "status", "phase")).isEqualTo("Pending");
        assertThat(Json.text(pod, "status", "qosClass")).isEqualTo("BestEffort");
        assertThat(Json.text(pod, "metadata", "creationTimestamp")).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(spec.get("terminationGracePeriodSeconds").asInt()).isEqualTo(30);
        assertThat(spec.get("tolerations")).hasSize(2);
        assertThat(Json.text(spec.get("volumes").get(0), "name")).startsWith("kube-api-access-");
        assertThat(Json.text(spec.get("containers").get(0), "imagePullPolicy")).isEqualTo("Always");
        assertThat(Json.text(spec.get("containers").get(0).get("volumeMounts").get(0), "mountPath"))
                .isEqualTo("/var/run/secrets/kubernetes.io/serviceaccount");
    }

    @Test
    void a_pod_that_wants_no_token_gets_none() {
        ObjectNode pod = pod("web", spec -> spec.put("automountServiceAccountToken", false))
                .json();
        assertThat(pod.get("spec").has("volumes")).isFalse();
    }

    @Test
    void requests_follow_limits_and_equal_ones_are_guaranteed() {
        ObjectNode pod = pod(
                        "web",
                        spec -> ((ObjectNode) spec.get("containers").get(0))
                                .putObject("resources")
                                .putObject("limits")
                                .put("cpu", "1")
                                .put("memory", "64Mi"))
                .json();
        assertThat(Json.text(pod, "status", "qosClass")).isEqualTo("Guaranteed");
        assertThat(Json.text(pod.get("spec").get("containers").get(0), "resources", "requests", "cpu"))
                .isEqualTo("1");
    }

    @Test
    void a_generated_name_has_a_random_end() {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("generateName", "web-");
        StoredObject created = registry.create(types.require(GroupResource.CONFIG_MAPS), "default", object, false);
        assertThat(created.key().name()).matches("web-[bcdfghjklmnpqrstvwxz2456789]{5}");
    }

    @Test
    void a_name_is_given_once() {
        pod("web", spec -> {});
        assertThatThrownBy(() -> pod("web", spec -> {}))
                .isInstanceOfSatisfying(ApiFailure.class, failure -> {
                    assertThat(failure.code()).isEqualTo(409);
                    assertThat(failure.reason()).isEqualTo("AlreadyExists");
                    assertThat(failure.toStatus().at("/details/name").asText()).isEqualTo("web");
                })
                .hasMessage("pods \"web\" already exists");
    }

    @Test
    void a_bad_name_and_a_missing_namespace_are_refused() {
        assertThatThrownBy(() -> pod("Web_1", spec -> {}))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(422))
                .hasMessageContaining("metadata.name");
        assertThatThrownBy(() -> create(types.require(GroupResource.CONFIG_MAPS), "nowhere", "a", object -> {}))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(404))
                .hasMessage("namespaces \"nowhere\" not found");
    }

    @Test
    void a_dry_run_writes_nothing() {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", "a");
        registry.create(types.require(GroupResource.CONFIG_MAPS), "default", object, true);
        assertThat(store.get(new ObjectKey(GroupResource.CONFIG_MAPS, "default", "a")))
                .isEmpty();
    }

    @Test
    void a_change_of_the_spec_counts_a_generation_and_a_change_of_labels_does_not() {
        StoredObject web = pod("web", spec -> {});
        StoredObject labelled = change(
                web, pod -> Json.child(Json.child(pod, "metadata"), "labels").put("a", "b"));
        assertThat(generation(labelled)).isEqualTo(1);
        StoredObject limited = change(labelled, pod -> Json.child(pod, "spec").put("activeDeadlineSeconds", 5));
        assertThat(generation(limited)).isEqualTo(2);
    }

    @Test
    void only_a_few_fields_of_a_pods_spec_may_change() {
        StoredObject web = pod(
                "web",
                spec -> spec.putArray("tolerations")
                        .addObject()
                        .put("key", "own")
                        .put("operator", "Exists"));
        change(web, pod -> ((ObjectNode) pod.get("spec").get("containers").get(0)).put("image", "busybox:2"));
        change(web, pod -> ((ObjectNode) pod.get("spec").get("tolerations").get(0)).put("tolerationSeconds", 5));
        assertThatThrownBy(() -> change(web, pod -> ((ObjectNode) pod.get("spec")).put("nodeName", "edge-1")))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(422))
                .hasMessageContaining("spec: Forbidden: pod updates may not change fields other than");
        assertThatThrownBy(() -> change(
                        web,
                        pod -> ((ObjectNode) pod.get("spec").get("tolerations").get(0)).put("effect", "NoSchedule")))
                .hasMessageContaining("spec.tolerations: Forbidden");
    }

    @Test
    void a_status_update_for_another_incarnation_is_refused() {
        StoredObject web = pod("web", spec -> {});
        assertThatThrownBy(() -> registry.update(
                        pods,
                        web.key(),
                        Part.STATUS,
                        present -> {
                            ObjectNode wanted = present.deepCopy();
                            ((ObjectNode) wanted.get("metadata")).put("uid", "another-uid");
                            return wanted;
                        },
                        false))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(409))
                .hasMessageContaining("Precondition failed: UID in precondition: another-uid");
    }

    @Test
    void a_node_keeps_the_status_it_is_created_with_and_its_provider_id() {
        StoredObject node = create(nodes, "", "edge-1", object -> {
            object.putObject("spec").put("providerID", "outrigger://edge-1");
            object.putObject("status").putObject("capacity").put("cpu", "4");
        });
        assertThat(Json.text(node.json(), "status", "allocatable", "cpu")).isEqualTo("4");
        assertThatThrownBy(() -> registry.update(
                        nodes,
                        node.key(),
                        Part.MAIN,
                        present -> {
                            ObjectNode wanted = present.deepCopy();
                            ((ObjectNode) wanted.get("spec")).put("providerID", "other://edge-1");
                            return wanted;
                        },
                        false))
                .hasMessageContaining("may not change providerID");
    }

    @Test
    void an_immutable_config_map_does_not_change() {
        ResourceType maps = types.require(GroupResource.CONFIG_MAPS);
        StoredObject map = create(
                maps,
                "default",
                "a",
                object -> object.put("immutable", true).putObject("data").put("k", "v"));
        assertThatThrownBy(() -> registry.update(
                        maps,
                        map.key(),
                        Part.MAIN,
                        present -> {
                            ObjectNode wanted = present.deepCopy();
                            ((ObjectNode) wanted.get("data")).put("k", "w");
                            return wanted;
                        },
                        false))
                .hasMessageContaining("field is immutable when `immutable` is set");
    }

    @Test
    void a_binding_is_made_once() {
        StoredObject web = pod("web", spec -> {});
        PodBinding binding = new PodBinding(store, clock);
        StoredObject bound = binding.bind(web.key(), web.uid(), "edge-1");
        assertThat(Json.text(bound.json(), "spec", "nodeName")).isEqualTo("edge-1");
        assertThatThrownBy(() -> binding.bind(web.key(), "", "edge-2"))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(409))
                .hasMessageContaining("is already assigned to node \"edge-1\"");
    }

    private StoredObject change(StoredObject object, Consumer<ObjectNode> change) {
        return registry.update(
                pods,
                object.key(),
                Part.MAIN,
                present -> {
                    ObjectNode wanted = present.deepCopy();
                    change.accept(wanted);
                    return wanted;
                },
                false);
    }

    private static long generation(StoredObject object) {
        return object.json().path("metadata").path("generation").asLong();
    }

    private StoredObject pod(String name, Consumer<ObjectNode> change) {
        return create(pods, "default", name, pod -> {
            ObjectNode spec = pod.putObject("spec");
            spec.putArray("containers").addObject().put("name", "main").put("image", "registry:5000/busybox");
            change.accept(spec);
        });
    }

    private StoredObject create(ResourceType type, String namespace, String name, Consumer<ObjectNode> change) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name);
        change.accept(object);
        return registry.create(type, namespace, object, false);
    }
}
