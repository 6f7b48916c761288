// SPDX-License-Identifier: Apache-2.0
package io.outrigger.localapi.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.outrigger.localapi.failure.ApiFailure.Cause;
import io.outrigger.localapi.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rules for pods that people run into most: names, images, mounts, and what may change after creation. */
final class PodValidation {
    private static final Set<String> RESTART_POLICIES = Set.of("Always", "OnFailure", "Never");
    private static final String ONLY_THESE = "Forbidden: pod updates may not change fields other than"
            + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations`"
            + " (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if"
            + " it was previously negative)";

    private PodValidation() {}

    static List<Cause> ofSpec(JsonNode spec) {
        List<Cause> causes = new ArrayList<>();
        if (spec.path("containers").isEmpty()) {
            causes.add(Cause.required("spec.containers", "Required value"));
        }
        String restartPolicy = Json.text(spec, "restartPolicy");
        if (!RESTART_POLICIES.contains(restartPolicy)) {
            causes.add(new Cause(
                    "FieldValueNotSupported",
                    "spec.restartPolicy",
                    "Unsupported value: \"" + restartPolicy
                            + "\": supported values: \"Always\", \"Never\", \"OnFailure\""));
        }
        Set<String> volumes = new HashSet<>();
        spec.path("volumes").forEach(volume -> volumes.add(Json.text(volume, "name")));
        Set<String> names = new HashSet<>();
        for (String list : List.of("initContainers", "containers")) {
            int position = 0;
            for (JsonNode container : spec.path(list)) {
                container(container, "spec." + list + "[" + position++ + "]", volumes, names, causes);
            }
        }
        return causes;
    }

    private static void container(
            JsonNode container, String path, Set<String> volumes, Set<String> names, List<Cause> causes) {
        String name = Json.text(container, "name");
        if (name.isEmpty()) {
            causes.add(Cause.required(path + ".name", "Required value"));
        } else if (!ObjectName.isLabel(name)) {
            causes.add(Cause.invalid(path + ".name", "Invalid value: \"" + name + "\": " + ObjectName.LABEL_RULE));
        } else if (!names.add(name)) {
            causes.add(new Cause("FieldValueDuplicate", path + ".name", "Duplicate value: \"" + name + "\""));
        }
        if (Json.text(container, "image").isEmpty()) {
            causes.add(Cause.required(path + ".image", "Required value"));
        }
        int position = 0;
        for (JsonNode mount : container.path("volumeMounts")) {
            String volume = Json.text(mount, "name");
            if (!volumes.contains(volume)) {
                String field = path + ".volumeMounts[" + position + "].name";
                causes.add(new Cause("FieldValueNotFound", field, "Not found: \"" + volume + "\""));
            }
            position++;
        }
    }

    static List<Cause> ofUpdate(ObjectNode before, ObjectNode after) {
        JsonNode specBefore = before.path("spec");
        JsonNode specAfter = after.path("spec");
        if (specBefore.equals(specAfter)) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>();
        if (!tolerationsOnlyGrow(specBefore.path("tolerations"), specAfter.path("tolerations"))) {
            causes.add(new Cause(
                    "FieldValueForbidden",
                    "spec.tolerations",
                    "Forbidden: existing toleration can not be modified except its tolerationSeconds"));
        }
        if (!frozen(specBefore).equals(frozen(specAfter))) {
            causes.add(new Cause("FieldValueForbidden", "spec", ONLY_THESE));
        }
        return causes;
    }

    /** The spec without the fields that may change. */
    private static JsonNode frozen(JsonNode spec) {
        ObjectNode frozen = spec instanceof ObjectNode object ? Json.shallowCopy(object) : Json.object();
        frozen.remove(List.of("tolerations", "activeDeadlineSeconds", "ephemeralContainers"));
        if (frozen.path("terminationGracePeriodSeconds").asLong() < 0) {
            frozen.put("terminationGracePeriodSeconds", 1);
        }
        for (String list : List.of("containers", "initContainers")) {
            if (frozen.get(list) instanceof ArrayNode containers) {
                ArrayNode withoutImages = frozen.putArray(list);
                containers.forEach(container -> withoutImages.add(
                        container instanceof ObjectNode own
                                ? Json.shallowCopy(own).without("image")
                                : container));
            }
        }
        return frozen;
    }

    private static boolean tolerationsOnlyGrow(JsonNode before, JsonNode after) {
        for (JsonNode old : before) {
            boolean kept = false;
            for (JsonNode now : after) {
                kept |= sameButSeconds(old, now);
            }
            if (!kept) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameButSeconds(JsonNode old, JsonNode now) {
        for (String field : List.of("key", "operator", "value", "effect")) {
            if (!Json.text(old, field).equals(Json.text(now, field))) {
                return false;
            }
        }
        return true;
    }
}
