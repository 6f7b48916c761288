// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.outrigger.localapi.json.Json;
import java.util.List;

/** The quality-of-service class of a pod, from the requests and limits of its containers. */
final class QosClass {
    private static final List<String> COUNTED = List.of("cpu", "memory");

    private QosClass() {}

    static String of(JsonNode spec) {
        boolean any = false;
        boolean guaranteed = true;
        for (String list : List.of("containers", "initContainers")) {
            for (JsonNode container : spec.path(list)) {
                for (String resource : COUNTED) {
                    String request = Json.text(container, "resources", "requests", resource);
                    String limit = Json.text(container, "resources", "limits", resource);
                    any |= Quantity.thousandths(request) > 0 || Quantity.thousandths(limit) > 0;
                    guaranteed &= Quantity.thousandths(limit) > 0
                            && Quantity.thousandths(limit) == Quantity.thousandths(request);
                }
            }
        }
        if (!any) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }
}
