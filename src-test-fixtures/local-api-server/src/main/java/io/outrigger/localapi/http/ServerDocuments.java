// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.resource.ResourceTypes;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;

/** The paths that are about the server and not about objects: health, version, discovery, OpenAPI. */
final class ServerDocuments {
    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");
    private static final String OPEN_API = "/openapi/v3/";

    private final Discovery discovery;
    private final OpenApi openApi;

    ServerDocuments(ResourceTypes types) {
        this.discovery = new Discovery(types);
        this.openApi = new OpenApi(types);
    }

    /** Answers if the path is one of these; says whether it was. */
    boolean answer(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        if (path.endsWith("/") && path.length() > 1) {
            path = path.substring(0, path.length() - 1);
        }
        if (HEALTH.contains(path)) {
            Answers.text(request, 200, "ok");
            return true;
        }
        switch (path) {
            case "/version" -> Answers.json(request, 200, discovery.version());
            case "/api" -> Answers.json(request, 200, discovery.coreVersions(String.valueOf(request.authority())));
            case "/apis" -> Answers.json(request, 200, discovery.groups());
            case "/openapi/v3" -> Answers.json(request, 200, openApi.index(discovery.groupVersions()));
            default -> {
                return perGroup(request, path);
            }
        }
        return true;
    }

    private boolean perGroup(HttpServerRequest request, String path) {
        boolean openApiDocument = path.startsWith(OPEN_API);
        String[] parts = (openApiDocument ? path.substring(OPEN_API.length()) : path.substring(1)).split("/");
        boolean core = parts.length == 2 && parts[0].equals("api");
        boolean named = parts.length == 3 && parts[0].equals("apis");
        if (!core && !named) {
            return false;
        }
        String group = core ? "" : parts[1];
        String version = parts[parts.length - 1];
        boolean served = core
                ? version.equals("v1")
                : discovery.groupVersions().getOrDefault(group, Set.of()).contains(version);
        if (!served) {
            throw ApiFailure.noSuchPath();
        }
        Answers.json(
                request, 200, openApiDocument ? openApi.document(group, version) : discovery.resources(group, version));
        return true;
    }
}
