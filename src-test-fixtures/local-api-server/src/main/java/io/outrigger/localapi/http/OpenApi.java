// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.ResourceType;
import io.outrigger.localapi.resource.ResourceTypes;
import java.util.Map;
import java.util.Set;

/**
 * Just enough OpenAPI v3 for kubectl: it tells that the server takes {@code fieldValidation}, so that kubectl leaves
 * validation to the server. The schemas are free-form.
 */
final class OpenApi {
    private final ResourceTypes types;

    OpenApi(ResourceTypes types) {
        this.types = types;
    }

    /** Answers {@code /openapi/v3}. */
    ObjectNode index(Map<String, Set<String>> groups) {
        ObjectNode index = Json.object();
        ObjectNode paths = index.putObject("paths");
        paths.putObject("api/v1").put("serverRelativeURL", "/openapi/v3/api/v1");
        groups.forEach((group, versions) -> versions.forEach(version -> {
            String path = "apis/" + group + "/" + version;
            paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path);
        }));
        return index;
    }

    /** Answers {@code /openapi/v3/api/v1} and {@code /openapi/v3/apis/GROUP/VERSION}. */
    ObjectNode document(String group, String version) {
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "Kubernetes").put("version", Discovery.GIT_VERSION);
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        for (ResourceType type : types.ofGroup(group)) {
            if (type.version().equals(version)) {
                describe(type, paths, schemas);
            }
        }
        return document;
    }

    private static void describe(ResourceType type, ObjectNode paths, ObjectNode schemas) {
        String root = type.group().isEmpty() ? "/api/" : "/apis/";
        String scope = type.namespaced() ? "/namespaces/{namespace}/" : "/";
        String collection = root + type.apiVersion() + scope + type.plural();
        operation(paths.putObject(collection), "post", type);
        ObjectNode object = paths.putObject(collection + "/{name}");
        operation(object, "put", type);
        operation(object, "patch", type);
        String reversed = type.group().isEmpty() ? "io.k8s.api.core" : type.group();
        ObjectNode schema = schemas.putObject(reversed + "." + type.version() + "." + type.kind());
        schema.put("type", "object").put("x-kubernetes-preserve-unknown-fields", true);
        names(schema.putArray("x-kubernetes-group-version-kind").addObject(), type);
    }

    private static void operation(ObjectNode path, String method, ResourceType type) {
        ObjectNode operation = path.putObject(method);
        operation
                .putArray("parameters")
                .addObject()
                .put("name", "fieldValidation")
                .put("in", "query")
                .putObject("schema")
                .put("type", "string");
        names(operation.putObject("x-kubernetes-group-version-kind"), type);
        operation.putObject("responses");
    }

    private static void names(ObjectNode target, ResourceType type) {
        target.put("group", type.group()).put("kind", type.kind()).put("version", type.version());
    }
}
