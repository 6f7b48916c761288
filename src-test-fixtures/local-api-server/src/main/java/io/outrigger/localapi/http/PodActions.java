// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.registry.DeleteOptions;
import io.outrigger.localapi.registry.PodBinding;
import io.outrigger.localapi.registry.Registry;
import io.outrigger.localapi.registry.Tokens;
import io.outrigger.localapi.resource.ResourceTypes;
import io.outrigger.localapi.store.GroupResource;
import io.outrigger.localapi.store.ObjectKey;
import io.vertx.core.http.HttpServerRequest;
import java.util.OptionalLong;

/** The sub-resources that are actions: binding, eviction and token. */
final class PodActions {
    private final ResourceTypes types;
    private final Registry registry;
    private final PodBinding binding;
    private final Tokens tokens;

    PodActions(ResourceTypes types, Registry registry, PodBinding binding, Tokens tokens) {
        this.types = types;
        this.registry = registry;
        this.binding = binding;
        this.tokens = tokens;
    }

    /** Answers a POST to a sub-resource. */
    void post(HttpServerRequest request, ObjectKey key, String subresource, RequestBody body) {
        boolean pod = key.resource().equals(GroupResource.PODS);
        if (pod && subresource.equals("binding")) {
            bind(request, key, body.readObject());
        } else if (pod && subresource.equals("eviction")) {
            evict(request, key, body.readObject());
        } else if (key.resource().equals(GroupResource.SERVICE_ACCOUNTS) && subresource.equals("token")) {
            Answers.json(request, 201, tokens.issue(key, body.readObject()));
        } else {
            throw ApiFailure.noSuchPath();
        }
    }

    /** Answers a POST to the collection {@code bindings}, the old way to bind. */
    void bind(HttpServerRequest request, ObjectKey pod, ObjectNode wanted) {
        binding.bind(pod, Json.text(wanted, "metadata", "uid"), Json.text(wanted, "target", "name"));
        Answers.json(request, 201, ObjectHandler.success().put("code", 201));
    }

    private void evict(HttpServerRequest request, ObjectKey pod, ObjectNode eviction) {
        DeleteOptions options = DeleteOptions.read(
                eviction.path("deleteOptions"),
                OptionalLong.empty(),
                Parameters.of(request).dryRun());
        registry.deletion().delete(types.require(GroupResource.PODS), pod, options);
        Answers.json(request, 201, ObjectHandler.success().put("code", 201));
    }
}
