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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeletionTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final ObjectKey WEB = new ObjectKey(GroupResource.PODS, "default", "web");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final ObjectStore store = new ObjectStore(100);
    private final ResourceTypes types = ResourceTypes.builtIn(new PodAdmission(false));
    private final Registry registry = new Registry(store, types, clock);
    private final ResourceType pods = types.require(GroupResource.PODS);

    @BeforeEach
    void namespace() {
        ObjectNode namespace = Json.object();
        namespace.putObject("metadata").put("name", "default");
        registry.create(types.require(GroupResource.NAMESPACES), "", namespace, false);
    }

    @Test
    void a_bound_pod_is_marked_first_and_removed_by_grace_zero() {
        create("edge-1", List.of());
        Deletion.Result marked = delete(DeleteOptions.DEFAULT);
        assertThat(marked.gone()).isFalse();
        ObjectNode metadata = (ObjectNode) marked.object().json().get("metadata");
        assertThat(metadata.get("deletionTimestamp").asText()).isEqualTo("2026-01-01T00:00:30Z");
        assertThat(metadata.get("deletionGracePeriodSeconds").asLong()).isEqualTo(30);
        assertThat(metadata.get("generation").asLong()).isEqualTo(2);

        assertThat(delete(grace(0)).gone()).isTrue();
        assertThat(store.get(WEB)).isEmpty();
    }

    @Test
    void asking_again_changes_nothing_unless_the_grace_is_shorter() {
        create("edge-1", List.of());
        StoredObject first = delete(DeleteOptions.DEFAULT).object();
        assertThat(delete(DeleteOptions.DEFAULT).object()).isSameAs(first);
        assertThat(delete(grace(60)).object()).isSameAs(first);
        StoredObject shorter = delete(grace(5)).object();
        assertThat(Json.text(shorter.json(), "metadata", "deletionTimestamp")).isEqualTo("2026-01-01T00:00:05Z");
    }

    @Test
    void a_pod_without_a_node_is_removed_at_once() {
        create("", List.of());
        assertThat(delete(DeleteOptions.DEFAULT).gone()).isTrue();
    }

    @Test
    void a_pod_that_has_ended_is_removed_at_once() {
        create("edge-1", List.of());
        registry.update(pods, WEB, Part.STATUS, pod -> withPhase(pod, "Succeeded"), false);
        assertThat(delete(DeleteOptions.DEFAULT).gone()).isTrue();
    }

    @Test
    void a_finalizer_keeps_the_object_until_it_is_taken_out() {
        create("", List.of("example.com/hold"));
        assertThat(delete(grace(0)).gone()).isFalse();
        assertThat(store.get(WEB)).isPresent();

        registry.update(pods, WEB, Part.MAIN, DeletionTest::withoutFinalizers, false);
        assertThat(store.get(WEB)).isEmpty();
    }

    @Test
    void another_incarnation_is_not_deleted() {
        create("edge-1", List.of());
        assertThatThrownBy(() -> delete(new DeleteOptions(0L, "another-uid", "", false)))
                .isInstanceOfSatisfying(
                        ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(409))
                .hasMessageContaining("Precondition failed: UID in precondition: another-uid");
    }

    @Test
    void a_namespace_goes_when_its_last_pod_has_gone() {
        create("edge-1", List.of());
        ResourceType namespaces = types.require(GroupResource.NAMESPACES);
        ObjectKey key = new ObjectKey(GroupResource.NAMESPACES, "", "default");
        registry.deletion().delete(namespaces, key, DeleteOptions.DEFAULT);
        assertThat(Json.text(store.get(key).orElseThrow().json(), "status", "phase"))
                .isEqualTo("Terminating");
        assertThatThrownBy(() -> create("edge-1", List.of())).hasMessageContaining("because it is being terminated");

        delete(grace(0));
        assertThat(store.get(key)).isEmpty();
    }

    @Test
    void the_lease_of_a_node_goes_with_it() {
        ObjectNode node = Json.object();
        node.putObject("metadata").put("name", "edge-1");
        StoredObject created = registry.create(types.require(GroupResource.NODES), "", node, false);
        ObjectNode namespace = Json.object();
        namespace.putObject("metadata").put("name", "kube-node-lease");
        registry.create(types.require(GroupResource.NAMESPACES), "", namespace, false);
        ObjectNode lease = Json.object();
        lease.putObject("metadata")
                .put("name", "edge-1")
                .putArray("ownerReferences")
                .addObject()
                .put("kind", "Node")
                .put("uid", created.uid());
        registry.create(types.require(GroupResource.LEASES), "kube-node-lease", lease, false);

        registry.deletion().delete(types.require(GroupResource.NODES), created.key(), DeleteOptions.DEFAULT);
        assertThat(store.count(GroupResource.LEASES)).isZero();
    }

    private Deletion.Result delete(DeleteOptions options) {
        return registry.deletion().delete(pods, WEB, options);
    }

    private static DeleteOptions grace(long seconds) {
        return new DeleteOptions(seconds, "", "", false);
    }

    private void create(String node, List<String> finalizers) {
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("name", "web").set("finalizers", Json.array(finalizers));
        ObjectNode spec = pod.putObject("spec").put("nodeName", node);
        spec.putArray("containers").addObject().put("name", "main").put("image", "busybox:1");
        registry.create(pods, "default", pod, false);
    }

    private static ObjectNode withPhase(ObjectNode pod, String phase) {
        ObjectNode changed = pod.deepCopy();
        changed.putObject("status").put("phase", phase);
        return changed;
    }

    private static ObjectNode withoutFinalizers(ObjectNode pod) {
        ObjectNode changed = pod.deepCopy();
        ((ObjectNode) changed.get("metadata")).remove("finalizers");
        return changed;
    }
}
