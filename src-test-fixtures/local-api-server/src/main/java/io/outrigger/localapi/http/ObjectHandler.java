// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.patch.Patch;
import io.outrigger.localapi.registry.DeleteOptions;
import io.outrigger.localapi.registry.Deletion;
import io.outrigger.localapi.registry.Part;
import io.outrigger.localapi.registry.Registry;
import io.outrigger.localapi.resource.KnownFields;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.store.ObjectKey;
import io.outrigger.localapi.store.ObjectStore;
import io.outrigger.localapi.store.Selection;
import io.outrigger.localapi.store.StoredObject;
import io.outrigger.localapi.table.Tables;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The verbs that every resource has, watch excepted. */
final class ObjectHandler {
    private final ObjectStore store;
    private final Registry registry;
    private final Clock clock;

    ObjectHandler(ObjectStore store, Registry registry, Clock clock) {
        this.store = store;
        this.registry = registry;
        this.clock = clock;
    }

    void get(HttpServerRequest request, ResourceType type, ObjectKey key) {
        StoredObject object = registry.require(type, key);
        answer(request, 200, type, object);
    }

    void list(HttpServerRequest request, ResourceType type, RequestPath path) {
        List<StoredObject> found = store.list(Parameters.of(request).selection(type, path));
        String version = Long.toString(store.resourceVersion());
        switch (ContentForm.of(request)) {
            case TABLE -> {
                List<ObjectNode> objects = new ArrayList<>(found.size());
                found.forEach(object -> objects.add(object.json()));
                Answers.json(request, 200, Tables.of(type.id()).table(objects, version, clock.instant()));
            }
            case OBJECT -> Answers.bytes(request, 200, "application/json", listBody(type, found, version));
        }
    }

    private static Buffer listBody(ResourceType type, List<StoredObject> found, String version) {
        Buffer body = Buffer.buffer("{\"kind\":\"" + type.kind() + "List\",\"apiVersion\":\"" + type.apiVersion()
                + "\",\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[");
        String separator = "";
        for (StoredObject object : found) {
            body.appendString(separator).appendBytes(object.bytes());
            separator = ",";
        }
        return body.appendString("]}");
    }

    void create(HttpServerRequest request, ResourceType type, String namespace, RequestBody body) {
        Parameters parameters = Parameters.of(request);
        ObjectNode object = body.readObject();
        if (parameters.strict()) {
            KnownFields.require(type, object);
        }
        answer(request, 201, type, registry.create(type, namespace, object, parameters.dryRun()));
    }

    void replace(HttpServerRequest request, ResourceType type, ObjectKey key, Part part, RequestBody body) {
        ObjectNode replacement = body.readObject();
        update(request, type, key, part, present -> replacement);
    }

    void patch(HttpServerRequest request, ResourceType type, ObjectKey key, Part part, RequestBody body) {
        JsonNode document = body.mediaType().startsWith("application/apply-patch") ? Json.object() : body.read();
        Patch patch = Patch.read(body.mediaType(), document);
        update(request, type, key, part, patch::apply);
    }

    private void update(
            HttpServerRequest request, ResourceType type, ObjectKey key, Part part, UnaryOperator<ObjectNode> change) {
        Parameters parameters = Parameters.of(request);
        UnaryOperator<ObjectNode> checked = present -> {
            ObjectNode changed = change.apply(present);
            if (parameters.strict()) {
                KnownFields.require(type, changed);
            }
            return changed;
        };
        answer(request, 200, type, registry.update(type, key, part, checked, parameters.dryRun()));
    }

    void delete(HttpServerRequest request, ResourceType type, ObjectKey key, RequestBody body) {
        Deletion.Result result = registry.deletion().delete(type, key, options(request, body));
        if (!result.gone() || type.plural().equals("pods")) {
            answer(request, 200, type, result.object());
            return;
        }
        ObjectNode status = success();
        status.putObject("details")
                .put("name", key.name())
                .put("group", type.group())
                .put("kind", type.plural())
                .put("uid", result.object().uid());
        Answers.json(request, 200, status);
    }

    void deleteCollection(HttpServerRequest request, ResourceType type, RequestPath path, RequestBody body) {
        Selection selection = Parameters.of(request).selection(type, path);
        if (type.namespaced() && path.namespace().isEmpty()) {
            throw ApiFailure.methodNotAllowed("deletecollection is served within a namespace only");
        }
        registry.deletion().deleteCollection(selection, type, options(request, body));
        Answers.json(request, 200, success());
    }

    static ObjectNode success() {
        ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success");
    }

    private static DeleteOptions options(HttpServerRequest request, RequestBody body) {
        Parameters parameters = Parameters.of(request);
        return DeleteOptions.read(body.read(), parameters.number("gracePeriodSeconds"), parameters.dryRun());
    }

    private void answer(HttpServerRequest request, int code, ResourceType type, StoredObject object) {
        switch (ContentForm.of(request)) {
            case TABLE -> {
                String version = Long.toString(object.resourceVersion());
                Answers.json(
                        request, code, Tables.of(type.id()).table(List.of(object.json()), version, clock.instant()));
            }
            case OBJECT -> Answers.json(request, code, object.bytes());
        }
    }
}
