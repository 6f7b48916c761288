// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.Selection;
import io.outrigger.localapi.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;

/**
 * Deletes objects: at once, or, where a grace period or a finalizer says so, in two steps, the first of which only sets
 * deletionTimestamp. A bound pod that has not ended is finished by its node (kubelet's {@code CheckGracefulDelete}).
 */
public final class Deletion {
    private static final Set<String> TERMINAL = Set.of("Succeeded", "Failed");

    /** What became of a delete: the last version, and whether it is gone. */
    public record Result(StoredObject object, boolean gone) {}

    private final ObjectStore store;
    private final ResourceTypes types;
    private final Clock clock;

    Deletion(ObjectStore store, ResourceTypes types, Clock clock) {
        this.store = store;
        this.types = types;
        this.clock = clock;
    }

    /**
     * Deletes one object, or begins to.
     *
     * @throws ApiFailure 404, or 409 when a precondition does not hold
     */
    public Result delete(ResourceType type, ObjectKey key, DeleteOptions options) {
        StoredObject current =
                store.get(key).orElseThrow(() -> ApiFailure.notFound(type.group(), type.plural(), key.name()));
        Metadata.requireUid(type, current, options.uid());
        if (!options.resourceVersion().isEmpty()
                && !options.resourceVersion().equals(Long.toString(current.resourceVersion()))) {
            String why = "Precondition failed: ResourceVersion in precondition: " + options.resourceVersion()
                    + ", ResourceVersion in object meta: " + current.resourceVersion();
            throw ApiFailure.conflict(type.group(), type.plural(), key.name(), why);
        }
        if (options.dryRun()) {
            return new Result(current, true);
        }
        if (type.id().equals(GroupResource.NAMESPACES)) {
            return deleteNamespace(current);
        }
        long grace = graceSeconds(type, current, options);
        if (current.deleting() && grace >= deletionGrace(current)) {
            return new Result(current, false);
        }
        return grace > 0 ? markDeleting(type, current, grace) : deleteNow(type, current);
    }

    private static long graceSeconds(ResourceType type, StoredObject pod, DeleteOptions options) {
        JsonNode spec = pod.json().path("spec");
        boolean unbound = Json.text(spec, "nodeName").isEmpty();
        if (!type.id().equals(GroupResource.PODS)
                || unbound
                || TERMINAL.contains(Json.text(pod.json(), "status", "phase"))) {
            return 0;
        }
        Long asked = options.graceSeconds();
        long grace = asked != null
                ? asked
                : spec.path("terminationGracePeriodSeconds").asLong(30);
        return grace < 0 ? 1 : grace;
    }

    private static long deletionGrace(StoredObject object) {
        return object.json().path("metadata").path("deletionGracePeriodSeconds").asLong();
    }

    private Result deleteNow(ResourceType type, StoredObject current) {
        if (current.json().path("metadata").path("finalizers").isEmpty()) {
            return new Result(remove(type, current), true);
        }
        return markDeleting(type, current, 0);
    }

    private Result markDeleting(ResourceType type, StoredObject current, long grace) {
        ObjectNode next = Json.shallowCopy(current.json());
        ObjectNode metadata = Json.ownChild(next, "metadata");
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        // A shorter grace counts from the first request, as the API server has it.
        Instant asked = current.deleting()
                ? Instant.parse(Json.text(metadata, "deletionTimestamp")).minusSeconds(deletionGrace(current))
                : now;
        metadata.put("deletionTimestamp", asked.plusSeconds(grace).toString());
        metadata.put("deletionGracePeriodSeconds", grace);
        if (type.hasGeneration() && !current.deleting()) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
        return new Result(store.replace(current, next), false);
    }

    /** Removes an object whose deletion nothing holds up any more; otherwise leaves it. */
    StoredObject finishIfUnhindered(ResourceType type, StoredObject object) {
        boolean held = !object.json().path("metadata").path("finalizers").isEmpty() || deletionGrace(object) > 0;
        if (held || type.id().equals(GroupResource.NAMESPACES)) {
            return object;
        }
        return remove(type, object);
    }

    private StoredObject remove(ResourceType type, StoredObject object) {
        StoredObject last = store.remove(object);
        if (type.namespaced()) {
            store.get(new ObjectKey(GroupResource.NAMESPACES, "", object.key().namespace()))
                    .filter(StoredObject::deleting)
                    .ifPresent(this::removeNamespaceIfEmpty);
        }
        if (type.id().equals(GroupResource.NODES)) {
            removeLease(object);
        }
        return last;
    }

    /** What the garbage collector does for a node: its Lease goes with it. */
    private void removeLease(StoredObject node) {
        ResourceType leases = types.require(GroupResource.LEASES);
        store.get(new ObjectKey(
                        GroupResource.LEASES, "kube-node-lease", node.key().name()))
                .filter(lease -> Json.text(
                                lease.json()
                                        .path("metadata")
                                        .path("ownerReferences")
                                        .path(0),
                                "uid")
                        .equals(node.uid()))
                .ifPresent(lease -> remove(leases, lease));
    }

    private Result deleteNamespace(StoredObject namespace) {
        ObjectNode next = Json.shallowCopy(namespace.json());
        Json.ownChild(next, "status").put("phase", "Terminating");
        if (!namespace.deleting()) {
            Json.ownChild(next, "metadata").put("deletionTimestamp", Metadata.now(clock));
        }
        StoredObject terminating = store.replace(namespace, next);
        for (ResourceType type : types.all()) {
            if (type.namespaced()) {
                deleteCollection(Selection.in(type.id(), namespace.key().name()), type, DeleteOptions.DEFAULT);
            }
        }
        removeNamespaceIfEmpty(terminating);
        return new Result(store.get(namespace.key()).orElse(terminating), false);
    }

    /** Deletes every selected object. */
    public void deleteCollection(Selection selection, ResourceType type, DeleteOptions options) {
        for (StoredObject object : store.list(selection)) {
            delete(type, object.key(), options);
        }
    }

    private void removeNamespaceIfEmpty(StoredObject namespace) {
        boolean empty = types.all().stream()
                .filter(ResourceType::namespaced)
                .allMatch(type -> store.isEmpty(type.id(), namespace.key().name()));
        if (empty) {
            store.get(namespace.key()).ifPresent(store::remove);
        }
    }
}
