// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectStoreTest {
    private final ObjectStore store = new ObjectStore(5);
    private final List<String> seen = new ArrayList<>();

    @Test
    void every_write_of_any_kind_counts_one_version() {
        StoredObject pod = store.add(pod("a"), on("edge-1"));
        StoredObject lease = store.add(new ObjectKey(GroupResource.LEASES, "default", "a"), Json.object());
        assertThat(lease.resourceVersion()).isEqualTo(pod.resourceVersion() + 1);
        assertThat(Json.text(lease.json(), "metadata", "resourceVersion"))
                .isEqualTo(Long.toString(store.resourceVersion()));
    }

    @Test
    void a_write_that_changes_nothing_is_no_write() {
        StoredObject pod = store.add(pod("a"), on("edge-1"));
        assertThat(store.replace(pod, pod.json().deepCopy())).isSameAs(pod);
        assertThat(store.resourceVersion()).isEqualTo(pod.resourceVersion());
    }

    @Test
    void a_list_by_node_finds_the_pods_of_that_node_in_order() {
        store.add(pod("b"), on("edge-1"));
        store.add(pod("c"), on("edge-2"));
        StoredObject moving = store.add(pod("a"), on(""));
        store.replace(moving, on("edge-1"));
        assertThat(store.list(byNode("edge-1")))
                .extracting(pod -> pod.key().name())
                .containsExactly("a", "b");
        assertThat(store.list(byNode(""))).isEmpty();
    }

    @Test
    void a_watcher_of_a_node_hears_of_its_pods_only() {
        store.watch(byNode("edge-1"), this::note);
        StoredObject mine = store.add(pod("mine"), on(""));
        mine = store.replace(mine, on("edge-1"));
        store.add(pod("other"), on("edge-2"));
        store.remove(mine);
        assertThat(seen).containsExactly("ADDED mine", "DELETED mine");
    }

    @Test
    void a_watch_that_has_ended_hears_nothing() {
        Runnable end = store.watch(Selection.all(GroupResource.PODS), this::note);
        end.run();
        end.run();
        store.add(pod("a"), on("edge-1"));
        assertThat(seen).isEmpty();
    }

    @Test
    void a_watch_from_the_past_hears_what_it_missed_first() {
        StoredObject a = store.add(pod("a"), on("edge-1"));
        store.add(pod("b"), on("edge-1"));
        store.watch(Selection.all(GroupResource.PODS), a.resourceVersion(), this::note);
        store.add(pod("c"), on("edge-1"));
        assertThat(seen).containsExactly("ADDED b", "ADDED c");
    }

    @Test
    void a_watch_from_before_the_history_is_refused() {
        long start = store.resourceVersion();
        for (int i = 0; i < 6; i++) {
            store.add(pod("p" + i), on("edge-1"));
        }
        assertThatThrownBy(() -> store.watch(Selection.all(GroupResource.PODS), start, this::note))
                .isInstanceOfSatisfying(ApiFailure.class, failure -> {
                    assertThat(failure.code()).isEqualTo(410);
                    assertThat(failure.reason()).isEqualTo("Expired");
                });
        store.watch(Selection.all(GroupResource.PODS), start + 1, this::note);
        assertThat(seen).hasSize(5);
    }

    @Test
    void the_last_version_of_a_removed_object_has_the_version_of_the_removal() {
        StoredObject pod = store.add(pod("a"), on("edge-1"));
        StoredObject last = store.remove(pod);
        assertThat(last.resourceVersion()).isEqualTo(store.resourceVersion());
        assertThat(store.get(pod("a"))).isEmpty();
    }

    private void note(Change.Seen change) {
        seen.add(change.type() + " " + change.object().key().name());
    }

    private static Selection byNode(String node) {
        return new Selection(
                GroupResource.PODS, "", LabelSelector.EVERYTHING, FieldSelector.parse("spec.nodeName=" + node));
    }

    private static ObjectKey pod(String name) {
        return new ObjectKey(GroupResource.PODS, "default", name);
    }

    private static ObjectNode on(String node) {
        ObjectNode pod = Json.object();
        pod.putObject("spec").put("nodeName", node);
        return pod;
    }
}
