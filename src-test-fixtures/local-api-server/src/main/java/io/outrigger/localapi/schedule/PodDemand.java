// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.schedule;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.json.Json;
import io.outrigger.localapi.resource.Quantity;

/** What a pod takes from a node: the sum of its containers, or its largest init container if that is more. */
record PodDemand(long milliCpu, long memoryBytes) {
    static PodDemand of(JsonNode spec) {
        long cpu = 0;
        long memory = 0;
        for (JsonNode container : spec.path("containers")) {
            cpu += Quantity.thousandths(request(container, "cpu"));
            memory += Quantity.whole(request(container, "memory"));
        }
        for (JsonNode container : spec.path("initContainers")) {
            cpu = Math.max(cpu, Quantity.thousandths(request(container, "cpu")));
            memory = Math.max(memory, Quantity.whole(request(container, "memory")));
        }
        return new PodDemand(cpu, memory);
    }

    private static String request(JsonNode container, String resource) {
        return Json.text(container, "resources", "requests", resource);
    }
}
