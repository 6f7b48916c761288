// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.store.StoredObject;
import java.util.List;

/** Where the kubelet endpoint of a node listens. */
record Kubelet(String host, int port) {
    private static final int DEFAULT_PORT = 10250;
    private static final List<String> ADDRESS_TYPES = List.of("InternalIP", "Hostname", "ExternalIP");

    /**
     * The endpoint that the node's status names.
     *
     * @throws ApiFailure 400 when the node has no address
     */
    static Kubelet of(StoredObject node) {
        JsonNode status = node.json().path("status");
        int port = Json.at(status, "daemonEndpoints", "kubeletEndpoint", "Port").asInt(0);
        for (String type : ADDRESS_TYPES) {
            for (JsonNode address : status.path("addresses")) {
                if (Json.text(address, "type").equals(type)) {
                    return new Kubelet(Json.text(address, "address"), port == 0 ? DEFAULT_PORT : port);
                }
            }
        }
        throw ApiFailure.badRequest(
                "node " + node.key().name() + " has no address; its status must name one of " + ADDRESS_TYPES);
    }
}
