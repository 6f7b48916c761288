// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.ObjectName;
import io.outrigger.localapi.resource.RandomName;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.store.StoredObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/** The fields of metadata that only the server writes. */
final class Metadata {
    private static final List<String> OWNED_BY_SERVER = List.of(
            "name",
            "namespace",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds");

    private Metadata() {}

    /** The present time as objects carry it. */
    static String now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Makes {@code object} a new object of this namespace: name, uid, time of birth. */
    static void onCreate(ResourceType type, String namespace, ObjectNode object, Clock clock) {
        ObjectNode metadata = Json.child(object, "metadata");
        String given = Json.text(metadata, "namespace");
        if (!given.isEmpty() && !given.equals(namespace)) {
            throw ApiFailure.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the" + " request");
        }
        if (!Json.text(metadata, "resourceVersion").isEmpty()) {
            throw ApiFailure.badRequest("resourceVersion should not be set on objects to be created");
        }
        OWNED_BY_SERVER.stream().filter(field -> !field.equals("name")).forEach(metadata::remove);
        if (Json.text(metadata, "name").isEmpty()) {
            generateName(type, metadata);
        }
        if (type.namespaced()) {
            metadata.put("namespace", namespace);
        }
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", now(clock));
        if (type.hasGeneration()) {
            metadata.put("generation", 1);
        }
        metadata.remove("managedFields");
        requireValidName(type, Json.text(metadata, "name"));
    }

    private static void generateName(ResourceType type, ObjectNode metadata) {
        String prefix = Json.text(metadata, "generateName");
        if (prefix.isEmpty()) {
            String message = "Required value: name or generateName is required";
            throw ApiFailure.invalid(
                    type.group(), type.kind(), "", List.of(ApiFailure.Cause.required("metadata.name", message)));
        }
        metadata.put("name", prefix + RandomName.suffix());
    }

    private static void requireValidName(ResourceType type, String name) {
        if (!ObjectName.isSubdomain(name)) {
            String message = "Invalid value: \"" + name + "\": " + ObjectName.SUBDOMAIN_RULE;
            throw ApiFailure.invalid(
                    type.group(), type.kind(), name, List.of(ApiFailure.Cause.invalid("metadata.name", message)));
        }
    }

    /**
     * Refuses an update that was made for another version or another incarnation of the object.
     *
     * @throws ApiFailure 409 for a stale resourceVersion or a foreign uid, 400 for another name
     */
    static void requireSameObject(ResourceType type, StoredObject current, ObjectNode update) {
        JsonNode metadata = update.path("metadata");
        String name = Json.text(metadata, "name");
        String currentName = current.key().name();
        if (!name.isEmpty() && !name.equals(currentName)) {
            throw ApiFailure.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + currentName + ")");
        }
        String version = Json.text(metadata, "resourceVersion");
        if (!version.isEmpty() && !version.equals(Long.toString(current.resourceVersion()))) {
            throw ApiFailure.conflict(
                    type.group(),
                    type.plural(),
                    currentName,
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        requireUid(type, current, Json.text(metadata, "uid"));
    }

    /** Refuses with 409 when {@code uid} is given and is not that of the object. */
    static void requireUid(ResourceType type, StoredObject current, String uid) {
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            String why = "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + current.uid();
            throw ApiFailure.conflict(type.group(), type.plural(), current.key().name(), why);
        }
    }

    /** Takes the server's fields from {@code before}, whatever the update says; {@code after} must own its top level. */
    static ObjectNode carryOver(ObjectNode before, ObjectNode after) {
        ObjectNode metadata = Json.ownChild(after, "metadata");
        JsonNode former = before.path("metadata");
        for (String field : OWNED_BY_SERVER) {
            if (former.has(field)) {
                metadata.set(field, former.get(field));
            } else {
                metadata.remove(field);
            }
        }
        metadata.remove("managedFields");
        return metadata;
    }
}
