// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.json.Json;
import java.util.List;

/** Namespaces are Active from the start, carry their own name as a label and go only when they are empty. */
final class NamespaceRules implements KindRules {
    @Override
    public void defaults(ObjectNode object) {
        ObjectNode metadata = Json.child(object, "metadata");
        Json.child(metadata, "labels").put("kubernetes.io/metadata.name", Json.text(metadata, "name"));
    }

    @Override
    public void onCreate(ObjectNode object) {
        Json.child(object, "spec").set("finalizers", Json.array(List.of("kubernetes")));
        object.putObject("status").put("phase", "Active");
    }

    @Override
    public void onUpdate(ObjectNode before, ObjectNode after) {
        after.set("spec", before.path("spec"));
    }
}
