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
import io.outrigger.localapi.store.StoredObject;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;

/** Create and update of any kind. What it returns is what clients get to see. */
public final class Registry {
    private final ObjectStore store;
    private final ResourceTypes types;
    private final Clock clock;
    private final Deletion deletion;
    private final EventRetention eventRetention;

    public Registry(ObjectStore store, ResourceTypes types, Clock clock) {
        this.store = store;
        this.types = types;
        this.clock = clock;
        this.deletion = new Deletion(store, types, clock);
        this.eventRetention = new EventRetention(store);
    }

    /** Where deletes go. */
    public Deletion deletion() {
        return deletion;
    }

    /** The object, or a 404. */
    public StoredObject require(ResourceType type, ObjectKey key) {
        return store.get(key).orElseThrow(() -> ApiFailure.notFound(type.group(), type.plural(), key.name()));
    }

    /**
     * Adds an object; {@code object} becomes the registry's own and must not be used afterwards.
     *
     * @throws ApiFailure 404 or 403 when the namespace is missing or going, 409 when the name is taken, 422 when invalid
     */
    public StoredObject create(ResourceType type, String namespace, ObjectNode object, boolean dryRun) {
        requireKind(type, object);
        Metadata.onCreate(type, namespace, object, clock);
        ObjectKey key = new ObjectKey(type.id(), namespace, Json.text(object, "metadata", "name"));
        if (type.namespaced()) {
            requireActiveNamespace(type, key);
        }
        if (store.get(key).isPresent()) {
            throw ApiFailure.alreadyExists(type.group(), type.plural(), key.name());
        }
        type.rules().defaults(object);
        refuse(type, key, type.rules().validate(object));
        type.rules().onCreate(object);
        if (dryRun) {
            return store.preview(key, object);
        }
        StoredObject created = store.add(key, object);
        if (type.id().equals(GroupResource.NAMESPACES)) {
            furnish(key.name());
        } else if (type.id().equals(GroupResource.EVENTS)) {
            eventRetention.added(created);
        }
        return created;
    }

    /**
     * Changes one part of an object.
     *
     * @param change makes the new object from the present one, without changing that
     * @throws ApiFailure 404, 409 when made for another version or incarnation, 422 when invalid
     */
    public StoredObject update(
            ResourceType type, ObjectKey key, Part part, UnaryOperator<ObjectNode> change, boolean dryRun) {
        StoredObject current = require(type, key);
        ObjectNode wanted = change.apply(current.json());
        requireKind(type, wanted);
        Metadata.requireSameObject(type, current, wanted);
        ObjectNode next = switch (part) {
            case MAIN -> mainUpdate(type, current, wanted);
            case STATUS -> statusUpdate(current, wanted);
            case EPHEMERAL_CONTAINERS -> ephemeralContainersUpdate(type, current, wanted);
        };
        if (dryRun) {
            return store.preview(key, next);
        }
        StoredObject written = store.replace(current, next);
        return written.deleting() ? deletion.finishIfUnhindered(type, written) : written;
    }

    private ObjectNode mainUpdate(ResourceType type, StoredObject current, ObjectNode wanted) {
        ObjectNode before = current.json();
        ObjectNode next = Json.shallowCopy(wanted);
        ObjectNode metadata = Metadata.carryOver(before, next);
        if (type.hasStatus()) {
            next.remove("status");
            if (before.has("status")) {
                next.set("status", before.get("status"));
            }
        }
        type.rules().defaults(next);
        type.rules().onUpdate(before, next);
        refuse(type, current.key(), type.rules().validate(next));
        refuse(type, current.key(), type.rules().validateUpdate(before, next));
        countGeneration(type, before, next, metadata);
        return next;
    }

    private static ObjectNode statusUpdate(StoredObject current, ObjectNode wanted) {
        ObjectNode next = Json.shallowCopy(current.json());
        if (wanted.has("metadata")) {
            next.set("metadata", wanted.get("metadata"));
            ObjectNode metadata = Metadata.carryOver(current.json(), next);
            JsonNode former = current.json().path("metadata");
            for (String field : List.of("ownerReferences", "finalizers")) {
                metadata.remove(field);
                if (former.has(field)) {
                    metadata.set(field, former.get(field));
                }
            }
        }
        next.set("status", wanted.path("status").isMissingNode() ? Json.object() : wanted.get("status"));
        return next;
    }

    private static ObjectNode ephemeralContainersUpdate(ResourceType type, StoredObject current, ObjectNode wanted) {
        ObjectNode next = Json.shallowCopy(current.json());
        ObjectNode metadata = Metadata.carryOver(current.json(), next);
        JsonNode containers = wanted.path("spec").path("ephemeralContainers");
        if (!containers.isMissingNode()) {
            Json.ownChild(next, "spec").set("ephemeralContainers", containers.deepCopy());
        }
        type.rules().defaults(next);
        countGeneration(type, current.json(), next, metadata);
        return next;
    }

    private static void countGeneration(ResourceType type, ObjectNode before, ObjectNode next, ObjectNode metadata) {
        if (type.hasGeneration() && !before.path("spec").equals(next.path("spec"))) {
            metadata.put("generation", metadata.path("generation").asLong() + 1);
        }
    }

    private void requireActiveNamespace(ResourceType type, ObjectKey key) {
        String namespace = key.namespace();
        StoredObject present = store.get(new ObjectKey(GroupResource.NAMESPACES, "", namespace))
                .orElseThrow(() -> ApiFailure.notFound("", "namespaces", namespace));
        if (present.deleting()) {
            String why = "unable to create new content in namespace " + namespace + " because it is being terminated";
            throw ApiFailure.forbidden(type.group(), type.plural(), key.name(), why, "NamespaceTerminating");
        }
    }

    /** What controllers put into every new namespace. */
    private void furnish(String namespace) {
        ObjectNode account = Json.object();
        account.putObject("metadata").put("name", "default");
        create(types.require(GroupResource.SERVICE_ACCOUNTS), namespace, account, false);
        ObjectNode authority = Json.object();
        authority.putObject("metadata").put("name", "kube-root-ca.crt");
        authority.putObject("data").put("ca.crt", "");
        create(types.require(GroupResource.CONFIG_MAPS), namespace, authority, false);
    }

    private static void requireKind(ResourceType type, ObjectNode object) {
        String kind = Json.text(object, "kind");
        String apiVersion = Json.text(object, "apiVersion");
        if ((!kind.isEmpty() && !kind.equals(type.kind()))
                || (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion()))) {
            throw ApiFailure.badRequest("the object provided is " + apiVersion + " " + kind + ", but "
                    + type.apiVersion() + " " + type.kind() + " is expected here");
        }
        object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    }

    private static void refuse(ResourceType type, ObjectKey key, List<ApiFailure.Cause> causes) {
        if (!causes.isEmpty()) {
            throw ApiFailure.invalid(type.group(), type.kind(), key.name(), causes);
        }
    }
}
