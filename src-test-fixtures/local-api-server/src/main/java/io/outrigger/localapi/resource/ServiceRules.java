// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import java.util.List;

/** Services get an address of 10.96.0.0/16, one after the other; nothing listens there. */
final class ServiceRules implements KindRules {
    private int given;

    @Override
    public void defaults(ObjectNode object) {
        ObjectNode spec = Json.child(object, "spec");
        Json.defaultText(spec, "type", "ClusterIP");
        Json.defaultText(spec, "sessionAffinity", "None");
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode own) {
                Json.defaultText(own, "protocol", "TCP");
                if (!own.has("targetPort") && own.has("port")) {
                    own.set("targetPort", own.get("port"));
                }
            }
        }
    }

    @Override
    public void onCreate(ObjectNode object) {
        ObjectNode spec = Json.child(object, "spec");
        if (!spec.hasNonNull("clusterIP") && !Json.text(spec, "type").equals("ExternalName")) {
            given++;
            spec.put("clusterIP", "10.96." + given / 254 + "." + (given % 254 + 1));
        }
        if (spec.hasNonNull("clusterIP")) {
            spec.set("clusterIPs", Json.array(List.of(Json.text(spec, "clusterIP"))));
        }
        object.putObject("status").putObject("loadBalancer");
    }

    @Override
    public void onUpdate(ObjectNode before, ObjectNode after) {
        for (String field : List.of("clusterIP", "clusterIPs")) {
            if (before.path("spec").has(field) && !after.path("spec").has(field)) {
                Json.ownChild(after, "spec").set(field, before.path("spec").get(field));
            }
        }
    }
}
