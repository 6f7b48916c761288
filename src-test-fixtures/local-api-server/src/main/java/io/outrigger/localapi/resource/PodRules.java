// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure;
import io.outrigger.localapi.json.Json;
import java.util.List;

/** Pods begin Pending with the server's defaults; afterwards only a few fields of their spec may change. */
final class PodRules implements KindRules {
    private final PodAdmission admission;

    PodRules(PodAdmission admission) {
        this.admission = admission;
    }

    @Override
    public void defaults(ObjectNode object) {
        PodDefaults.apply(Json.child(object, "spec"));
    }

    @Override
    public void onCreate(ObjectNode object) {
        admission.admit(object);
        ObjectNode status = object.putObject("status").put("phase", "Pending");
        status.put("qosClass", QosClass.of(object.path("spec")));
    }

    @Override
    public void onUpdate(ObjectNode before, ObjectNode after) {
        admission.tolerateFailingNodes(after);
    }

    @Override
    public List<ApiFailure.Cause> validate(ObjectNode object) {
        return PodValidation.ofSpec(object.path("spec"));
    }

    @Override
    public List<ApiFailure.Cause> validateUpdate(ObjectNode before, ObjectNode after) {
        return PodValidation.ofUpdate(before, after);
    }
}
