// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.registry.DeleteOptions;
import io.outrigger.localapi.registry.EventRecorder;
import io.outrigger.localapi.registry.Part;
import io.outrigger.localapi.registry.PodBinding;
import io.outrigger.localapi.registry.Registry;
import io.outrigger.localapi.resource.PodAdmission;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.Selection;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final ObjectStore store = new ObjectStore(100);
    private final ResourceTypes types = ResourceTypes.builtIn(new PodAdmission(false));
    private final Registry registry = new Registry(store, types, clock);
    private final Queue<Runnable> later = new ArrayDeque<>();

    @BeforeEach
    void start() {
        create(GroupResource.NAMESPACES, "", "default", namespace -> {});
        EventRecorder events = new EventRecorder(registry, types, clock, "default-scheduler");
        new Scheduler(store, new PodBinding(store, clock), events, later::add).start();
    }

    @Test
    void pods_are_spread_over_the_nodes_that_have_least() {
        node("a", node -> {});
        node("b", node -> {});
        for (int i = 0; i < 4; i++) {
            pod("p" + i, spec -> {});
        }
        work();
        assertThat(List.of(nodeOf("p0"), nodeOf("p1"), nodeOf("p2"), nodeOf("p3")))
                .containsExactlyInAnyOrder("a", "a", "b", "b");
        assertThat(event("p0")).isEqualTo("Scheduled: Successfully assigned default/p0 to " + nodeOf("p0"));
    }

    @Test
    void a_pod_waits_without_nodes_and_is_bound_when_one_comes() {
        pod("p", spec -> {});
        work();
        assertThat(reason("p")).isEqualTo("no nodes available to schedule pods");
        node("a", node -> {});
        work();
        assertThat(nodeOf("p")).isEqualTo("a");
    }

    @Test
    void every_node_is_named_with_its_first_objection() {
        node("cordoned", node -> Json.child(node, "spec").put("unschedulable", true));
        node(
                "tainted",
                node -> Json.child(node, "spec")
                        .putArray("taints")
                        .addObject()
                        .put("key", "k")
                        .put("value", "v")
                        .put("effect", "NoSchedule"));
        node("small", node -> Json.child(Json.child(node, "status"), "capacity").put("cpu", "100m"));
        node("away", node -> Json.child(node, "status").putArray("conditions"));
        pod("p", spec -> request(spec, "cpu", "1"));
        work();
        assertThat(reason("p"))
                .isEqualTo(
                        "0/4 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {k: v}, 1 node(s)"
                                + " had untolerated taint {node.kubernetes.io/not-ready: }, 1 node(s) were unschedulable.");
        assertThat(event("p")).startsWith("FailedScheduling: 0/4");
    }

    @Test
    void a_toleration_opens_a_tainted_node() {
        node(
                "tainted",
                node -> Json.child(node, "spec")
                        .putArray("taints")
                        .addObject()
                        .put("key", "k")
                        .put("value", "v")
                        .put("effect", "NoExecute"));
        pod(
                "p",
                spec -> spec.putArray("tolerations")
                        .addObject()
                        .put("key", "k")
                        .put("operator", "Equal")
                        .put("value", "v"));
        work();
        assertThat(nodeOf("p")).isEqualTo("tainted");
    }

    @Test
    void capacity_is_counted_and_given_back() {
        node("a", node -> {});
        pod("first", spec -> request(spec, "memory", "6Gi"));
        pod("second", spec -> request(spec, "memory", "6Gi"));
        work();
        assertThat(nodeOf("first")).isEqualTo("a");
        assertThat(reason("second")).isEqualTo("0/1 nodes are available: 1 Insufficient memory.");

        registry.update(
                types.require(GroupResource.PODS),
                key("first"),
                Part.STATUS,
                pod -> {
                    ObjectNode ended = pod.deepCopy();
                    ended.putObject("status").put("phase", "Succeeded");
                    return ended;
                },
                false);
        work();
        assertThat(nodeOf("second")).isEqualTo("a");
    }

    @Test
    void the_limit_of_pods_is_kept_even_for_pods_that_were_bound_by_hand() {
        pod("byhand", spec -> spec.put("nodeName", "a"));
        node("a", node -> Json.child(Json.child(node, "status"), "capacity").put("pods", "1"));
        pod("p", spec -> {});
        work();
        assertThat(reason("p")).isEqualTo("0/1 nodes are available: 1 Too many pods.");
        registry.deletion()
                .delete(types.require(GroupResource.PODS), key("byhand"), new DeleteOptions(0L, "", "", false));
        work();
        assertThat(nodeOf("p")).isEqualTo("a");
    }

    @Test
    void selector_and_required_affinity_choose_the_node() {
        node(
                "a",
                node -> Json.child(Json.child(node, "metadata"), "labels")
                        .put("zone", "x")
                        .put("gpus", "2"));
        node(
                "b",
                node -> Json.child(Json.child(node, "metadata"), "labels")
                        .put("zone", "y")
                        .put("gpus", "8"));
        pod("selects", spec -> spec.putObject("nodeSelector").put("zone", "y"));
        pod("affine", spec -> affinity(spec, "matchExpressions", "gpus", "Gt", "4"));
        pod("named", spec -> affinity(spec, "matchFields", "metadata.name", "In", "a"));
        pod("lost", spec -> affinity(spec, "matchExpressions", "zone", "NotIn", "x", "y"));
        work();
        assertThat(nodeOf("selects")).isEqualTo("b");
        assertThat(nodeOf("affine")).isEqualTo("b");
        assertThat(nodeOf("named")).isEqualTo("a");
        assertThat(reason("lost"))
                .isEqualTo("0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.");
    }

    @Test
    void pods_of_other_schedulers_are_left_alone() {
        node("a", node -> {});
        pod("p", spec -> spec.put("schedulerName", "other"));
        work();
        assertThat(nodeOf("p")).isEmpty();
    }

    private void work() {
        while (!later.isEmpty()) {
            later.remove().run();
        }
    }

    private void node(String name, Consumer<ObjectNode> change) {
        create(GroupResource.NODES, "", name, node -> {
            ObjectNode status = node.putObject("status");
            status.putObject("capacity").put("cpu", "4").put("memory", "8Gi").put("pods", "10");
            status.putArray("conditions").addObject().put("type", "Ready").put("status", "True");
            change.accept(node);
        });
    }

    private void pod(String name, Consumer<ObjectNode> change) {
        create(GroupResource.PODS, "default", name, pod -> {
            ObjectNode spec = pod.putObject("spec");
            spec.putArray("containers").addObject().put("name", "main").put("image", "busybox:1");
            change.accept(spec);
        });
    }

    private void create(GroupResource resource, String namespace, String name, Consumer<ObjectNode> change) {
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", name);
        change.accept(object);
        registry.create(types.require(resource), namespace, object, false);
    }

    private static void request(ObjectNode spec, String resource, String amount) {
        ObjectNode container = (ObjectNode) spec.get("containers").get(0);
        Json.child(Json.child(container, "resources"), "requests").put(resource, amount);
    }

    private static void affinity(ObjectNode spec, String list, String key, String operator, String... values) {
        spec.putObject("affinity")
                .putObject("nodeAffinity")
                .putObject("requiredDuringSchedulingIgnoredDuringExecution")
                .putArray("nodeSelectorTerms")
                .addObject()
                .putArray(list)
                .addObject()
                .put("key", key)
                .put("operator", operator)
                .set("values", Json.array(List.of(values)));
    }

    private static ObjectKey key(String pod) {
        return new ObjectKey(GroupResource.PODS, "default", pod);
    }

    private String nodeOf(String pod) {
        return Json.text(store.get(key(pod)).orElseThrow().json(), "spec", "nodeName");
    }

    private String reason(String pod) {
        return Json.text(
                store.get(key(pod))
                        .orElseThrow()
                        .json()
                        .path("status")
                        .path("conditions")
                        .path(0),
                "message");
    }

    private String event(String pod) {
        return store.list(Selection.all(GroupResource.EVENTS)).stream()
                .map(event -> event.json())
                .filter(event -> Json.text(event, "involvedObject", "name").equals(pod))
                .map(event -> Json.text(event, "reason") + ": " + Json.text(event, "message"))
                .findFirst()
                .orElse("");
    }
}
